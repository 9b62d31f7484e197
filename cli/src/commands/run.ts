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

/** `paceline run <roles...>`: runs roles in this process until it is told to stop. */
export async function runRoles(words: readonly string[]): Promise<void> {
  try {
    const roles = parseRoles(words);
    const running = await startRoles({ roles, config: await loadCheckedConfig() });
    stopWhenTold(running);
    tellSupervisor({ type: 'listening' });
  } catch (error) {
    tellSupervisor({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    throw process.connected ? new FatalError(error instanceof Error ? error.message : String(error)) : error;
  }
}

function tellSupervisor(message: RoleMessage): void {
  if (process.connected) process.send?.(message);
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
