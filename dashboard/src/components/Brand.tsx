/** The name, with its sign. */
export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect class="brand-tile" width="32" height="32" rx="8" />
        <path class="brand-line" d="M5 20h5l3-9 5 13 3-8h6" />
      </svg>
      Paceline
    </span>
  );
}
