import type { Config } from '@paceline/config';
import pino, { type Logger } from 'pino';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { Role } from './role.ts';

/** What a role needs to start. */
export interface RoleDeps {
  readonly config: Config;
  readonly log: Logger;
  readonly registry: Registry;
}

export interface RunningRole {
  /** Stops taking work, finishes what is in flight, and disconnects. */
  close(): Promise<void>;
}

export interface RunningRoles extends RunningRole {
  readonly log: Logger;
  /** Brings the counter of restarted children up to what the supervisor counted. */
  reportRestarts(restarts: Readonly<Record<string, number>>): void;
}

/** Loaded when asked for, so that a collector does not carry what only a worker needs. */
const STARTERS: Readonly<Record<Role, (deps: RoleDeps) => Promise<RunningRole>>> = {
  collector: async (deps) => (await import('./startCollectorRole.ts')).startCollectorRole(deps),
  worker: async (deps) => (await import('./startWorkerRole.ts')).startWorkerRole(deps),
  api: async (deps) => (await import('./startApiRole.ts')).startApiRole(deps),
};

/** Starts roles together in this process; they share one registry of metrics. */
export async function startRoles({
  roles,
  config,
}: {
  roles: readonly Role[];
  config: Config;
}): Promise<RunningRoles> {
  const log = pino({ base: { role: roles.join('+') } });
  const registry = new Registry();
  registry.setDefaultLabels({ process: roles.join('+') });
  collectDefaultMetrics({ register: registry });
  const restarts = new Counter({
    name: 'paceline_child_restarts_total',
    help: 'Child processes that died and were started again by the supervisor.',
    labelNames: ['child'],
    registers: roles.includes('collector') ? [registry] : [],
  });
  const counted = new Map<string, number>();

  const running = await Promise.all(roles.map((role) => STARTERS[role]({ config, log, registry })));
  return {
    log,
    reportRestarts(total) {
      for (const [child, count] of Object.entries(total)) {
        restarts.inc({ child }, Math.max(0, count - (counted.get(child) ?? 0)));
        counted.set(child, count);
      }
    },
    async close() {
      await Promise.all(running.map((role) => role.close()));
    },
  };
}
