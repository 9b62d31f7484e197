/** `text` without the ingest keys of addresses in it, for logs. */
export function maskKeys(text: string): string {
  return text.replace(/([?&]key=)[^&#\s"'<>]*/gi, '$1***');
}
