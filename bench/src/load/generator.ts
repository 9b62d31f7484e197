// A load generator in a process of its own: takes one order from its parent, sends the result, and ends.
import { setTimeout as wait } from 'node:timers/promises';
import { createBeacons } from './beacon.ts';
import { createConnection, type LoadConnection } from './createConnection.ts';
import type { LoadOrder, LoadPause, LoadResult } from './load.ts';

const PACE_MS = 1;
const DRAIN_MS = 3_000;

let isPaused = false;

async function run(order: LoadOrder): Promise<LoadResult> {
  const { host, port, key, eventsPerBatch, connections, seconds, ratePerSecond } = order;
  const beacons = createBeacons({ host: `${host}:${port}`, key, events: eventsPerBatch, at: Date.now() });
  const idle: LoadConnection[] = Array.from({ length: connections }, () => createConnection(host, port));
  const all = [...idle];
  const latencies: number[] = [];
  let acknowledged = 0;
  let errors = 0;
  const busy = new Set<LoadConnection>();
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;

  function send(connection: LoadConnection, dueAt: number): void {
    busy.add(connection);
    connection.send(beacons.next(), (status) => {
      busy.delete(connection);
      const now = performance.now();
      latencies.push(now - dueAt);
      if (status !== 202) errors += 1;
      // What is answered after the end does not belong to the seconds that were measured.
      else if (ratePerSecond !== undefined || now <= endAt) acknowledged += 1;
      if (ratePerSecond === undefined && now < endAt && !isPaused) send(connection, performance.now());
      else idle.push(connection);
    });
  }

  if (ratePerSecond === undefined) {
    while (performance.now() < endAt) {
      if (!isPaused) for (const connection of idle.splice(0)) send(connection, performance.now());
      await wait(PACE_MS);
    }
  } else {
    const total = Math.round(ratePerSecond * seconds);
    const due: number[] = [];
    for (let sent = 0; sent < total || due.length > 0;) {
      const now = performance.now();
      for (; sent < total && startedAt + (sent / ratePerSecond) * 1000 <= now; sent += 1) {
        due.push(startedAt + (sent / ratePerSecond) * 1000);
      }
      while (due.length > 0) {
        const connection = idle.pop();
        if (connection === undefined) break;
        send(connection, due.shift() ?? now);
      }
      await wait(PACE_MS);
    }
  }
  for (const end = performance.now() + DRAIN_MS; busy.size > 0 && performance.now() < end;)
    await wait(PACE_MS);
  for (const connection of all) connection.close();
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0;
  return {
    acknowledged,
    errors: errors + busy.size,
    seconds,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
  };
}

process.once('message', (order: LoadOrder) => {
  process.on('message', (told: LoadPause) => {
    isPaused = told.isPaused;
  });
  void run(order).then((result) => process.send?.(result, () => process.exit(0)));
});
