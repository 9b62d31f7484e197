import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { HEALTHY_AFTER_MS, restartDelayMs } from './restartDelay.ts';
import type { RunningService, Service } from './service.ts';

export interface SupervisorDeps {
  /** In the order in which they are stopped: what feeds comes before what is fed. */
  readonly services: readonly Service[];
  readonly log: Logger;
  /** Called after a child was started again, with the restarts of every child so far. */
  readonly onRestart?: (restarts: Readonly<Record<string, number>>) => void;
  readonly now?: () => number;
}

export interface Supervisor {
  /**
   * Starts every service at once. Rejects with the first failure, or with the signal's reason, after stopping what
   * had started.
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Stops every service, one after the other. */
  stop(): Promise<void>;
  /** Has a service, if it runs, finish what is in flight and begin anew. */
  restart(name: string): Promise<void>;
  /** The running child of a service, while it runs. */
  running(name: string): RunningService | undefined;
}

/** Keeps child processes alive: what dies is started again, at once when it had been healthy, else with backoff. */
export function createSupervisor({ services, log, onRestart, now = Date.now }: SupervisorDeps): Supervisor {
  const running = new Map<string, RunningService>();
  const restarts: Record<string, number> = Object.fromEntries(services.map(({ name }) => [name, 0]));
  const relaunching = new Set<Promise<void>>();
  const renewing = new Set<string>();
  const stopping = new AbortController();

  async function launch(service: Service, earlyDeaths: number): Promise<void> {
    const started = await service.start(stopping.signal);
    const startedAt = now();
    if (stopping.signal.aborted) {
      await started.stop();
      return;
    }
    running.set(service.name, started);
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      running.delete(service.name);
      if (stopping.signal.aborted) return;
      const isAsked = renewing.delete(service.name);
      if (isAsked) log.info({ child: service.name }, `${service.name} is started anew`);
      else {
        log.error(
          { child: service.name, code, signal },
          `${service.name} ended unexpectedly; starting it again`,
        );
      }
      const isEarly = !isAsked && now() - startedAt < HEALTHY_AFTER_MS;
      const relaunched = relaunch(service, isEarly ? earlyDeaths + 1 : 0);
      relaunching.add(relaunched);
      void relaunched.finally(() => relaunching.delete(relaunched));
    };
    const { child } = started;
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.once('exit', onExit);
  }

  /** Never rejects: it ends when the service runs, or when everything stops. */
  async function relaunch(service: Service, earlyDeaths: number): Promise<void> {
    for (let deaths = earlyDeaths; ; deaths += 1) {
      await wait(restartDelayMs(deaths), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      restarts[service.name] = (restarts[service.name] ?? 0) + 1;
      try {
        await launch(service, deaths);
        if (stopping.signal.aborted) return;
        log.warn(
          { child: service.name, restarts: restarts[service.name] },
          `${service.name} is running again`,
        );
        onRestart?.({ ...restarts });
        return;
      } catch (error) {
        log.error({ child: service.name, err: error }, `${service.name} could not be started again`);
      }
    }
  }

  const giveUp = () => stopping.abort();

  async function stop(): Promise<void> {
    giveUp();
    await Promise.all(relaunching);
    for (const { name } of services) await running.get(name)?.stop();
  }

  return {
    async start(signal) {
      signal?.addEventListener('abort', giveUp);
      const launches = services.map((service) => launch(service, 0));
      try {
        await Promise.all(launches);
        signal?.throwIfAborted();
      } catch (error) {
        // A role that waits for a part that failed would wait forever.
        giveUp();
        await Promise.allSettled(launches);
        await stop();
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', giveUp);
      }
    },
    stop,
    async restart(name) {
      const service = running.get(name);
      if (service === undefined || stopping.signal.aborted) return;
      renewing.add(name);
      await service.stop();
    },
    running: (name) => running.get(name),
  };
}
