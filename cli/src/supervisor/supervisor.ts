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
  /** Starts every service at once. Rejects with the first failure, after stopping what had started. */
  start(): Promise<void>;
  /** Stops every service, one after the other. */
  stop(): Promise<void>;
  /** Restarts since the start, by service. */
  restarts(): Readonly<Record<string, number>>;
  /** The running child of a service, while it runs. */
  running(name: string): RunningService | undefined;
}

/** Keeps child processes alive: what dies is started again, at once when it had been healthy, else with backoff. */
export function createSupervisor({ services, log, onRestart, now = Date.now }: SupervisorDeps): Supervisor {
  const running = new Map<string, RunningService>();
  const restarts: Record<string, number> = Object.fromEntries(services.map(({ name }) => [name, 0]));
  let stopping = false;

  async function launch(service: Service, earlyDeaths: number): Promise<void> {
    const started = await service.start();
    const startedAt = now();
    if (stopping) {
      await started.stop();
      return;
    }
    running.set(service.name, started);
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      running.delete(service.name);
      if (stopping) return;
      const early = now() - startedAt < HEALTHY_AFTER_MS;
      log.error(
        { child: service.name, code, signal },
        `${service.name} ended unexpectedly; starting it again`,
      );
      void relaunch(service, early ? earlyDeaths + 1 : 0);
    };
    const { child } = started;
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.once('exit', onExit);
  }

  async function relaunch(service: Service, earlyDeaths: number): Promise<void> {
    let deaths = earlyDeaths;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, restartDelayMs(deaths)));
      if (stopping) return;
      restarts[service.name] = (restarts[service.name] ?? 0) + 1;
      try {
        await launch(service, deaths);
        log.warn(
          { child: service.name, restarts: restarts[service.name] },
          `${service.name} is running again`,
        );
        onRestart?.({ ...restarts });
        return;
      } catch (error) {
        deaths += 1;
        log.error({ child: service.name, err: error }, `${service.name} could not be started again`);
      }
    }
  }

  async function stop(): Promise<void> {
    stopping = true;
    for (const { name } of services) await running.get(name)?.stop();
  }

  return {
    async start() {
      const results = await Promise.allSettled(services.map((service) => launch(service, 0)));
      const failure = results.find((result) => result.status === 'rejected');
      if (failure === undefined) return;
      await stop();
      throw failure.reason;
    },
    stop,
    restarts: () => ({ ...restarts }),
    running: (name) => running.get(name),
  };
}
