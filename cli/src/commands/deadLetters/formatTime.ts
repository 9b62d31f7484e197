/** An instant in UTC, to the second, as `2026-01-31T12:00:00Z`. */
export function formatTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
