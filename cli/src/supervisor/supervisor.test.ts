import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FOREVER, spawnScript } from '../../test/spawnScript.ts';
import type { RunningService, Service } from './service.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
let lines: { msg: string; child?: string; restarts?: number }[];
let supervisor: Supervisor | undefined;

beforeEach(() => {
  lines = [];
  supervisor = undefined;
});
afterEach(() => supervisor?.stop());

const log = pino({}, { write: (line) => void lines.push(JSON.parse(line)) });

function aService(name: string, start: Service['start'] = async () => spawnScript(FOREVER)): Service {
  return { name, start };
}

/** Waits for the signal, as a role does that waits for a part which never comes. */
const neverServes: Service['start'] = (signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')));
  });

describe('a supervisor', () => {
  it('starts a child again that was killed, logs it and counts it', async () => {
    const restarts: Readonly<Record<string, number>>[] = [];
    const started = createSupervisor({
      services: [aService('collector'), aService('worker')],
      log,
      onRestart: (counts) => restarts.push(counts),
    });
    supervisor = started;
    await started.start();
    const pids = () => ['collector', 'worker'].map((name) => started.running(name)?.child.pid);
    const [collector, worker] = pids();
    started.running('worker')?.child.kill('SIGKILL');
    await vi.waitFor(() => expect(restarts).toEqual([{ collector: 0, worker: 1 }]), PATIENCE);
    expect(pids()[0]).toBe(collector);
    expect(pids()[1]).toBeGreaterThan(0);
    expect(pids()[1]).not.toBe(worker);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'worker ended unexpectedly; starting it again',
      'worker is running again',
    ]);
  });

  it('has a child begin anew when it is asked to, in order', async () => {
    const started = createSupervisor({ services: [aService('worker'), aService('engine')], log });
    supervisor = started;
    await started.start();
    const [worker, engine] = [started.running('worker'), started.running('engine')];
    await started.restart('worker');
    expect(worker?.child.signalCode).toBe('SIGTERM');
    await vi.waitFor(() => expect(started.running('worker')).toBeDefined(), PATIENCE);
    expect(started.running('worker')).not.toBe(worker);
    expect(started.running('engine')).toBe(engine);
    await vi.waitFor(
      () =>
        expect(lines.map(({ msg }) => msg)).toEqual(['worker is started anew', 'worker is running again']),
      PATIENCE,
    );
    await started.restart('no-such-service');
  });

  it('keeps trying while a child cannot be started', async () => {
    let starts = 0;
    supervisor = createSupervisor({
      services: [
        aService('worker', async () => {
          starts += 1;
          if (starts === 2 || starts === 3) throw new Error('not yet');
          return spawnScript(FOREVER);
        }),
      ],
      log,
    });
    await supervisor.start();
    supervisor.running('worker')?.child.kill('SIGKILL');
    await vi.waitFor(() => expect(lines.at(-1)?.msg).toBe('worker is running again'), PATIENCE);
    expect(starts).toBe(4);
    expect(lines.at(-1)).toMatchObject({ child: 'worker', restarts: 3 });
  });

  it('stops what had started when one part cannot start, without waiting for those that wait for it', async () => {
    let good: RunningService | undefined;
    supervisor = createSupervisor({
      services: [
        aService('redis', async () => (good = spawnScript(FOREVER))),
        aService('worker', neverServes),
        aService('engine', async () => {
          throw new Error('the engine is in use');
        }),
      ],
      log,
    });
    await expect(supervisor.start()).rejects.toThrow('the engine is in use');
    await vi.waitFor(() => expect(good?.child.signalCode).toBe('SIGTERM'), PATIENCE);
    expect(supervisor.running('redis')).toBeUndefined();
  });

  it('gives a start up when the signal comes, with its reason', async () => {
    const controller = new AbortController();
    supervisor = createSupervisor({ services: [aService('worker', neverServes)], log });
    const starting = supervisor.start(controller.signal);
    controller.abort(new Error('stopped by Ctrl-C'));
    await expect(starting).rejects.toThrow('stopped by Ctrl-C');
  });

  it('stops its children in order, and starts none of them again', async () => {
    const stopped: string[] = [];
    const started = (name: string): Service =>
      aService(name, async () => {
        const running = spawnScript(FOREVER);
        return { ...running, stop: async () => running.stop().then(() => void stopped.push(name)) };
      });
    supervisor = createSupervisor({ services: ['collector', 'worker', 'redis'].map(started), log });
    await supervisor.start();
    await supervisor.stop();
    expect(stopped).toEqual(['collector', 'worker', 'redis']);
    expect(lines).toEqual([]);
  });
});
