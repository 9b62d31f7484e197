import { randomUUID } from 'node:crypto';

/** A prefix that no other test uses. */
export function aPrefix(): string {
  return `{test-${randomUUID()}}`;
}
