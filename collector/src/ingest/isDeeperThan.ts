/** Whether objects and lists in `value` lie deeper in each other than `most` levels. Looks no deeper than that. */
export function isDeeperThan(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most <= 0) return true;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const part of parts) {
    if (typeof part === 'object' && isDeeperThan(part, most - 1)) return true;
  }
  return false;
}
