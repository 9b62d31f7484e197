const PATHS = {
  broken: 'M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2zM5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4',
  'at-risk': 'M8 1.8 15 14H1zM8 6.3v3.6M8 11.9v.2',
  ok: 'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2zM4.9 8.2l2.2 2.2 4-4.6',
  'no-data': 'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2zM5.4 8h5.2',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13',
  moon: 'M13.6 9.8A6 6 0 0 1 6.2 2.4a6 6 0 1 0 7.4 7.4z',
  system: 'M1.5 2.5h13v8.5h-13zM5.5 14h5M8 11v3',
  help: 'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2zM6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.5v.2',
  leave: 'M6 2H2.5v12H6M10.5 4.5 14 8l-3.5 3.5M14 8H6',
  pause: 'M5 3v10M11 3v10',
  play: 'M4 2.5 13 8l-9 5.5z',
  retry: 'M13.5 8A5.5 5.5 0 1 1 11.7 4M13.5 1.5V5H10',
  bell: 'M8 1.5a4.2 4.2 0 0 0-4.2 4.2c0 4-1.6 5.3-1.6 5.3h11.6s-1.6-1.3-1.6-5.3A4.2 4.2 0 0 0 8 1.5zM6.5 13.5a1.6 1.6 0 0 0 3 0',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawn sign; what it means is always said in words beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
