import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

/** Below this a status is none: there was no answer. */
const LOWEST_STATUS = 100;
const LOWEST_FAILED_STATUS = 500;

/**
 * A request counts as failed without an answer or with a 5xx. What the server saw and what the
 * client saw are two metrics: one request is measured by both, and availability counts it once.
 */
export function request({ side, method, status, durationMs }: EventOf<'request'>): readonly Figure[] {
  const answered = status >= LOWEST_STATUS;
  return [
    {
      metric: side === 'server' ? 'request.duration' : 'request.client.duration',
      value: durationMs,
      subject: method,
      statusClass: answered ? `${Math.floor(status / 100)}xx` : 'failed',
      failed: !answered || status >= LOWEST_FAILED_STATUS,
    },
  ];
}
