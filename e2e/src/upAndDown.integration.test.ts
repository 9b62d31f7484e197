import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { summarySchema } from '@paceline/query-api/responses';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { requests, sendEvents } from '../test/sendEvents.ts';
import {
  aFolder,
  aFreePort,
  type RunningPaceline,
  spawnPaceline,
  startPaceline,
} from '../test/startPaceline.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };
const TIMEOUT_MS = 90_000;
const cleaners: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});

async function start(options: Parameters<typeof startPaceline>[0] = {}): Promise<RunningPaceline> {
  const paceline = await startPaceline(options);
  cleaners.push(() => paceline.remove());
  return paceline;
}

async function storedRequests(paceline: RunningPaceline): Promise<number> {
  const answer = await paceline.ask('/api/v1/summary?app=demo');
  return summarySchema.parse(await answer.json()).events.requests;
}

/** Process ids by what runs in them, of everything that `pid` started. */
async function childrenOf(pid: number): Promise<ReadonlyMap<string, number>> {
  const pids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
  const entries = pids.map(async (child): Promise<[string, number]> => {
    const commandLine = (await readFile(`/proc/${child}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const name = ['run collector', 'run worker', 'engine.mjs', 'redis'].find((part) =>
      commandLine.includes(part),
    );
    return [name ?? commandLine, child];
  });
  return new Map(await Promise.all(entries));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('paceline up', () => {
  it(
    'prints the address, the key and both snippets, keeps what it took through Ctrl-C, and leaves nothing behind',
    async () => {
      const paceline = await start();
      expect(paceline.output()).toContain(paceline.url);
      expect(paceline.output()).toContain(
        `<script async src="${paceline.url}/paceline.js" data-key="${paceline.ingestKey}"></script>`,
      );
      expect(paceline.output()).toContain(
        `init({ endpoint: '${paceline.url}', key: '${paceline.ingestKey}' });`,
      );
      expect(paceline.output()).toContain(`#token=${paceline.apiToken}`);
      const children = await childrenOf(paceline.child.pid ?? 0);
      expect([...children.keys()].toSorted()).toEqual(['engine.mjs', 'redis', 'run collector', 'run worker']);

      // Acknowledged and then stopped at once: what is not stored yet must be after the next start.
      const answer = await sendEvents({ url: paceline.url, key: paceline.ingestKey }, requests(123, 7));
      expect(answer).toEqual({ accepted: 123, dropped: [] });
      expect(await paceline.interrupt()).toBe(0);
      for (const [name, pid] of children) expect(isAlive(pid), name).toBe(false);

      const again = await start({ folder: paceline.folder });
      expect(again.apiToken).toBe(paceline.apiToken);
      await vi.waitFor(async () => expect(await storedRequests(again)).toBe(123), PATIENCE);
    },
    TIMEOUT_MS,
  );

  it(
    'starts a child again that dies, logs and counts it, and loses nothing that was acknowledged',
    async () => {
      const paceline = await start();
      const target = { url: paceline.url, key: paceline.ingestKey };
      await sendEvents(target, requests(10, 5));
      const children = await childrenOf(paceline.child.pid ?? 0);
      const died = ['engine.mjs', 'run worker', 'redis'] as const;
      for (const name of died) process.kill(children.get(name) ?? 0, 'SIGKILL');
      await vi.waitFor(async () => {
        const metrics = await (await fetch(`${paceline.url}/metrics`)).text();
        for (const child of ['engine', 'worker', 'redis'])
          expect(metrics).toMatch(
            new RegExp(`paceline_child_restarts_total\\{[^}]*child="${child}"[^}]*\\} 1`),
          );
      }, PATIENCE);
      for (const child of ['engine', 'worker', 'redis'])
        expect(paceline.output()).toContain(`${child} ended unexpectedly; starting it again`);
      await vi.waitFor(async () => void (await sendEvents(target, requests(10, 5))), PATIENCE);
      await vi.waitFor(async () => expect(await storedRequests(paceline)).toBe(20), PATIENCE);
    },
    TIMEOUT_MS,
  );

  it(
    'refuses a second start on its folder and a port that is taken, each in one sentence',
    async () => {
      const paceline = await start();
      const env = { PACELINE_DATA: join(paceline.folder, 'kept') };
      const second = spawnPaceline(['up'], paceline.folder, {
        ...env,
        PACELINE_PORT: String(await aFreePort()),
      });
      expect(await second.exited).toBe(1);
      expect(second.output()).toMatch(
        /^paceline: Paceline is already running on \S+kept: stop it first.*\n$/,
      );

      const folder = await aFolder();
      cleaners.push(() => rm(folder, { recursive: true }));
      const onSamePort = spawnPaceline(['up'], folder, {
        PACELINE_PORT: String(paceline.port),
        PACELINE_DATA: join(folder, 'kept'),
      });
      expect(await onSamePort.exited).toBe(1);
      expect(onSamePort.output()).toBe(
        `paceline: Port ${paceline.port} on 127.0.0.1 cannot be used: another program is already listening there. Set PACELINE_PORT to another one.\n`,
      );
      expect((await paceline.ask('/api/v1/apps')).status).toBe(200);
    },
    TIMEOUT_MS,
  );

  it(
    'names every problem of a broken configuration by line, and starts nothing',
    async () => {
      const folder = await aFolder();
      cleaners.push(() => rm(folder, { recursive: true }));
      await writeFile(
        join(folder, 'paceline.yaml'),
        'apps:\n  - name: shop\n    keys: [short]\n    origins: ["*"]\nretentoin: {}\n',
      );
      const broken = spawnPaceline(['up'], folder, { PACELINE_DATA: join(folder, 'kept') });
      expect(await broken.exited).toBe(1);
      expect(broken.output()).toContain('paceline: the configuration is broken:');
      expect(broken.output()).toContain('paceline.yaml:3 apps[0].keys[0]');
      expect(broken.output()).toMatch(/paceline\.yaml:5 .*retentoin/);
      const checked = spawnPaceline(['check'], folder, { PACELINE_DATA: join(folder, 'kept') });
      expect(await checked.exited).toBe(1);
    },
    TIMEOUT_MS,
  );

  it(
    'that is told to stop while it starts leaves nothing running',
    async () => {
      const port = await aFreePort();
      const folder = await aFolder();
      cleaners.push(() => rm(folder, { recursive: true }));
      const starting = spawnPaceline(['up'], folder, {
        PACELINE_PORT: String(port),
        PACELINE_DATA: join(folder, 'kept'),
      });
      const pid = starting.child.pid ?? 0;
      const children = await vi.waitFor(async () => {
        const found = await childrenOf(pid);
        expect(found.size).toBe(4);
        return found;
      }, PATIENCE);
      starting.child.kill('SIGINT');
      expect(await starting.exited).toBe(1);
      expect(starting.output()).toContain('stopped before it was ready');
      for (const [name, child] of children) expect(isAlive(child), name).toBe(false);
    },
    TIMEOUT_MS,
  );
});
