import { setTimeout as wait } from 'node:timers/promises';
import type { FaultyPlatform } from './faultyPlatform.ts';

type Fault = (platform: FaultyPlatform, random: () => number) => Promise<void>;

/** What is done to a running platform, by name. Each resolves when what it took away can come back by itself. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'kill the collector': async (platform) => platform.signal('collector', 'SIGKILL'),
  'kill the worker': async (platform) => platform.signal('worker', 'SIGKILL'),
  'kill the engine': (platform) => platform.killEngine(0),
  'kill Redis': async (platform) => platform.signal('redis', 'SIGKILL'),
  'freeze Redis': async (platform, random) => {
    platform.signal('redis', 'SIGSTOP');
    await wait(500 + 2_000 * random());
    platform.signal('redis', 'SIGCONT');
  },
  'refuse ClickHouse': (platform, random) => platform.killEngine(1_000 + 3_000 * random()),
  'freeze the worker': async (platform, random) => {
    platform.signal('worker', 'SIGSTOP');
    await wait(3_000 + 7_000 * random());
    platform.signal('worker', 'SIGCONT');
  },
  'stop the collector': async (platform) => platform.signal('collector', 'SIGTERM'),
  'stop the worker': async (platform) => platform.signal('worker', 'SIGTERM'),
};

/** Two faults at a time are made of these: what each takes away is not what the other needs to come back. */
export const KILLS = ['kill the collector', 'kill the worker', 'kill the engine', 'kill Redis'] as const;
