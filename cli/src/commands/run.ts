import { FatalError } from '../fatalError.ts';
import { isRole, ROLES, type Role } from '../roles/role.ts';
import { startRoles } from '../roles/startRoles.ts';
import { parseSupervisorMessage, type RoleMessage } from '../supervisor/roleMessage.ts';
import { loadCheckedConfig } from './loadCheckedConfig.ts';

/** Longer than this, a role is not waited for when it stops. */
const STOP_TIMEOUT_MS = 9_500;

function parseRoles(words: readonly string[]): readonly Role[] {
  const unknown = words.find((word) => !isRole(word));
  if (unknown !== undefined)
    throw new FatalError(`"${unknown}" is not a role: use any of ${ROLES.join(', ')}.`);
  return [...new Set(words.filter(isRole))];
}

/** A supervisor that dies while roles still wait for their parts must not leave them behind. */
function abandon(): never {
  process.exit(1);
}

/** `paceline run <roles...>`: runs roles in this process until it is told to stop. */
export async function runRoles(words: readonly string[]): Promise<void> {
  const isSupervised = process.send !== undefined;
  if (isSupervised) process.once('disconnect', abandon);
  if (isSupervised && !process.connected) abandon();
  try {
    const roles = parseRoles(words);
    const running = await startRoles({ roles, config: await loadCheckedConfig() });
    process.off('disconnect', abandon);
    stopWhenTold(running);
    await tellSupervisor({ type: 'listening' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await tellSupervisor({ type: 'failed', message });
    throw new FatalError(message, { cause: error });
  }
}

/** Resolves once the message is on its way, which the end of this process would cut short. */
async function tellSupervisor(message: RoleMessage): Promise<void> {
  if (!process.connected) return;
  await new Promise((resolve) => process.send?.(message, resolve));
}

function stopWhenTold(running: Awaited<ReturnType<typeof startRoles>>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        running.log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  if (process.connected) {
    // Under a supervisor the terminal's Ctrl-C is the supervisor's to act on, and its death is ours.
    process.on('SIGINT', () => undefined);
    process.once('disconnect', stop);
    process.on('message', (raw) => {
      const message = parseSupervisorMessage(raw);
      if (message !== undefined) running.reportRestarts(message.restarts);
    });
  } else {
    process.on('SIGINT', stop);
  }
}
