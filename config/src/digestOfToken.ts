import { createHash } from 'node:crypto';

/** SHA-256 of a token, as `sha256` in `paceline.yaml` has it. */
export function digestOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
