import { pino } from 'pino';
import { startCollector } from '../../src/startCollector.ts';
import { someOptions } from '../aCollector.ts';
import { createCheckingProducer } from './createCheckingProducer.ts';
import type { FuzzTarget } from './fuzzTarget.ts';

/** Long enough for a machine that is busy, and short enough to see what becomes of slow senders. */
const REQUEST_TIMEOUT_MS = 1500;
const MOST_COMPLAINTS = 20;

/** A collector in this process, whose queue checks what it is given. */
export async function startFuzzedCollector(): Promise<FuzzTarget & { close(): Promise<void> }> {
  let complaints: string[] = [];
  const complain = (fault: string) => {
    if (complaints.length < MOST_COMPLAINTS) complaints.push(fault.slice(0, 2000));
  };
  const { options } = someOptions();
  const producer = createCheckingProducer({ limits: options.limits, complain });
  // Nothing that a sender can do is a failure of the collector.
  const log = pino({ level: 'error' }, { write: (line: string) => complain(`an error was logged: ${line}`) });
  const collector = await startCollector({
    ...options,
    producer,
    log,
    host: '127.0.0.1',
    port: 0,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  return {
    port: () => collector.port,
    look() {
      const seen = complaints;
      complaints = [];
      return Promise.resolve({ complaints: seen, counts: producer.countsOf('shop'), crashes: 0 });
    },
    close: () => collector.close(),
  };
}
