/**
 * Whether Redis refused a command for want of memory. A transaction that was refused as a whole tells why in the errors of its
 * commands, among which its own may be again.
 */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const previous: unknown = Reflect.get(error, 'previousErrors');
  return [error, ...(Array.isArray(previous) ? previous : [])].some(
    (one) => one instanceof Error && /\bOOM\b/.test(one.message),
  );
}
