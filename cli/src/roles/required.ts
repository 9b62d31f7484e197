import { FatalError } from '../fatalError.ts';

/** `value`, which a role cannot do without. */
export function required(value: string | undefined, variable: string): string {
  if (value !== undefined) return value;
  throw new FatalError(`${variable} is not set: a role that runs on its own needs it.`);
}
