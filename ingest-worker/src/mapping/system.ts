import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

/** Every field is optional, so a sample that names none gives no figure at all. */
export function system(event: EventOf<'system'>): readonly Figure[] {
  const sampled: readonly (readonly [Figure['metric'], number | undefined])[] = [
    ['system.cpu', event.cpuShare],
    ['system.memory', event.memoryBytes],
    ['system.heap', event.heapBytes],
    ['system.disk', event.diskShare],
    ['system.event_loop_delay', event.eventLoopDelayMs],
    ['system.event_loop_utilization', event.eventLoopUtilization],
  ];
  const ofProcess = sampled.flatMap(([metric, value]): Figure[] =>
    value === undefined ? [] : [{ metric, value }],
  );
  const ofPools = (event.pools ?? []).flatMap(({ name, active, idle, waiting, size }): Figure[] => [
    { metric: 'pool.active', value: active, subject: name },
    { metric: 'pool.idle', value: idle, subject: name },
    { metric: 'pool.waiting', value: waiting, subject: name },
    { metric: 'pool.size', value: size, subject: name },
  ]);
  return [...ofProcess, ...ofPools];
}
