/** Colours of the page, as a canvas needs them: resolved for the theme that is on. */
export type Palette = (property: string) => string;

/** Reads colours where `element` is; theme changes need a new palette. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colours = new Map<string, string>();
  const read = (property: string) => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  for (const property of PROPERTIES) colours.set(property, read(property));
  probe.remove();
  return (property) => colours.get(property) ?? '#888';
}

const PROPERTIES = [
  '--line-p50',
  '--line-p75',
  '--line-p95',
  '--line-p99',
  '--line-other',
  '--chart-grid',
  '--chart-text',
  '--chart-budget',
  '--chart-breach',
  '--chart-goal',
  '--chart-events',
  '--chart-cursor',
  '--panel',
] as const;
