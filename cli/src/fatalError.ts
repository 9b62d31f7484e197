/** An expected failure of a command. Its message is one clear sentence for the user; the exit code is 1. */
export class FatalError extends Error {
  override readonly name = 'FatalError';
}
