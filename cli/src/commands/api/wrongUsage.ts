import type { Command } from 'commander';

/** A command was called in a way that cannot work. Its message says what to write instead; the exit code is 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** Does the work of a command, and tells its usage beside a {@link WrongUsage} that comes of it. */
export async function tellWrongUsage(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof WrongUsage) command.error(`error: ${error.message}`);
    throw error;
  }
}
