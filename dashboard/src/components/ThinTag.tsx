/** Marks a value of too few events, in words. */
export function ThinTag({ events }: { events: number }) {
  return (
    <span class="tag tag-thin">
      thin
      <span class="hidden">
        : {events.toLocaleString()} {events === 1 ? 'event' : 'events'}
      </span>
    </span>
  );
}
