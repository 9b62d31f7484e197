const KEYS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(last, index + 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_index, last) => last,
};

/** Moves the focus from budget to budget with the arrow keys, while it is on one. */
export function moveAmongRows(event: KeyboardEvent): void {
  const move = KEYS[event.key];
  const { target, currentTarget } = event;
  if (move === undefined || !(target instanceof HTMLAnchorElement)) return;
  if (!(currentTarget instanceof HTMLElement) || event.altKey || event.metaKey || event.ctrlKey) return;
  const links = rowLinks(currentTarget);
  const index = links.indexOf(target);
  if (index < 0) return;
  event.preventDefault();
  links[move(index, links.length - 1)]?.focus();
}

/** The links of all shown budgets, in their order on the page. */
export function rowLinks(within: ParentNode): HTMLAnchorElement[] {
  return [...within.querySelectorAll<HTMLAnchorElement>('a.row-link')];
}
