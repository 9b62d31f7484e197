/** Scrolls to the chart where it is out of sight, as on a phone, whose one column is longer than its screen. */
export function revealChart(): void {
  const panel = document.getElementById('chart')?.closest('section');
  if (panel === null || panel === undefined) return;
  const { top, bottom } = panel.getBoundingClientRect();
  const isInSight = bottom > 0 && top < innerHeight / 2;
  // The style sheet's scroll-behavior knows whether motion is welcome.
  if (!isInSight) panel.scrollIntoView({ block: 'start' });
}
