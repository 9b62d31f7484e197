/** `value` with two decimals, as figures are printed. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
