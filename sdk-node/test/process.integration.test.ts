import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver } from './startReceiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

interface Ended {
  readonly code: number | null;
  readonly errors: string;
  readonly lastedMs: number;
}

/** Runs a script in a process of its own in which `paceline` is started. */
async function run(script: string, endpoint = receiver.endpoint): Promise<Ended> {
  const index = new URL('../src/index.ts', import.meta.url).href;
  const program = `
    const { init } = await import(${JSON.stringify(index)});
    const paceline = init({ endpoint: ${JSON.stringify(endpoint)}, key: 'pk_of_the_tests' });
    const startedAt = Date.now();
    process.on('exit', () => process.stderr.write('lasted ' + (Date.now() - startedAt)));
    ${script}`;
  const child = spawn(
    process.execPath,
    ['--conditions=paceline-source', '--import', 'tsx', '--input-type=module', '-e', program],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, errors, lastedMs: Number(/lasted (\d+)/.exec(errors)?.[1]) };
}

describe('a process', () => {
  it('ends by itself, and what it measured arrives first', async () => {
    const { code, lastedMs } = await run(`
      paceline.measure('answer', 42);
      paceline.cache.hit('sessions');`);
    expect(code).toBe(0);
    expect(lastedMs).toBeLessThan(2000);
    expect(receiver.events('measure')).toMatchObject([{ value: 42 }]);
    expect(receiver.events('cache')).toMatchObject([{ count: 1 }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('ends by itself when the collector is away', async () => {
    await receiver.stop();
    const { code, errors, lastedMs } = await run(`paceline.measure('answer', 42);`);
    expect(code).toBe(0);
    expect(lastedMs).toBeLessThan(2000);
    expect(errors).toContain('PacelineWarning: the collector at');
  });

  it('dies of an uncaught exception as it would without the SDK, and the error arrives', async () => {
    const { code, errors } = await run(`
      paceline.measure('answer', 42);
      setTimeout(() => { throw new RangeError('out of orders'); }, 10);`);
    expect(code).toBe(1);
    expect(errors).toContain('RangeError: out of orders');
    expect(receiver.events('error')).toMatchObject([
      { kind: 'uncaught', name: 'RangeError', message: 'out of orders' },
    ]);
    expect(receiver.events('measure')).toHaveLength(1);
  });

  it('dies of an unhandled rejection, and the error arrives', async () => {
    const { code } = await run(`
      void paceline.timeQuery('sqlite', 'SELECT', () => Promise.reject(new Error('disk I/O error')));`);
    expect(code).toBe(1);
    expect(receiver.events('error')).toMatchObject([{ kind: 'rejection', message: 'disk I/O error' }]);
    expect(receiver.events('query')).toMatchObject([{ ok: false }]);
  });

  it('goes on after an exception that the app handles', async () => {
    const { code } = await run(`
      process.on('uncaughtException', () => undefined);
      setTimeout(() => { throw new Error('handled by the app'); }, 10);
      setTimeout(() => paceline.measure('afterwards', 1), 50);`);
    expect(code).toBe(0);
    expect(receiver.events('error')).toMatchObject([{ kind: 'uncaught', message: 'handled by the app' }]);
    expect(receiver.events('measure')).toMatchObject([{ name: 'afterwards' }]);
    expect(receiver.received).toHaveLength(1);
  });
});
