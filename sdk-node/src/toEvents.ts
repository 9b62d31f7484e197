import type { EventOf } from '@paceline/protocol';
import {
  MAX_ATTRIBUTES,
  MAX_MESSAGE_LENGTH,
  MAX_NAME_LENGTH,
  MAX_ROUTE_LENGTH,
  MAX_VALUE,
} from './limits.ts';
import type { Attributes, RecordedRequest } from './paceline.ts';

/*
 * Each of these makes an event that the collector takes: texts are cut, numbers are kept in range,
 * and what makes no sense gives `undefined`.
 */

export function toRequestEvent(request: RecordedRequest, at: number): EventOf<'request'> | undefined {
  const { method, route, status, durationMs, side = 'server' } = request;
  const isStatus = Number.isInteger(status) && status >= 0 && status <= 599;
  if (!isStatus || !isDuration(durationMs)) return undefined;
  return {
    type: 'request',
    at,
    route: cut(route, MAX_ROUTE_LENGTH) || '/',
    side: side === 'client' ? 'client' : 'server',
    method: toMethod(method),
    status,
    durationMs,
  };
}

export function toQueryEvent(
  query: { system: string; operation: string; durationMs: number; ok: boolean },
  at: number,
): EventOf<'query'> | undefined {
  const system = cut(query.system, MAX_NAME_LENGTH);
  const operation = cut(query.operation, MAX_NAME_LENGTH);
  if (system === '' || operation === '' || !isDuration(query.durationMs)) return undefined;
  return { type: 'query', at, system, operation, durationMs: query.durationMs, ok: query.ok };
}

export function toInferenceEvent(
  inference: {
    kind: 'model' | 'vector-search';
    name: string;
    durationMs: number;
    ok: boolean;
    coldStart?: boolean | undefined;
  },
  at: number,
): EventOf<'inference'> | undefined {
  const name = cut(inference.name, MAX_NAME_LENGTH);
  if (name === '' || !isDuration(inference.durationMs)) return undefined;
  const { kind, durationMs, ok, coldStart } = inference;
  return { type: 'inference', at, kind, name, durationMs, ok, ...(coldStart === true ? { coldStart } : {}) };
}

export function toMeasureEvent(
  name: string,
  value: number,
  attributes: Attributes | undefined,
  at: number,
): EventOf<'measure'> | undefined {
  if (!/^[a-z][a-z0-9_.]{0,63}$/.test(name)) return undefined;
  if (!Number.isFinite(value) || Math.abs(value) > MAX_VALUE) return undefined;
  return {
    type: 'measure',
    at,
    name,
    value,
    ...(attributes === undefined ? {} : { attributes: toAttributes(attributes) }),
  };
}

function toAttributes(attributes: Attributes): Record<string, string | number | boolean> {
  const kept = Object.entries(attributes).flatMap(([key, value]): [string, string | number | boolean][] => {
    if (key === '' || key.length > MAX_NAME_LENGTH) return [];
    if (typeof value === 'string') return [[key, cut(value, MAX_MESSAGE_LENGTH)]];
    return typeof value === 'boolean' || Number.isFinite(value) ? [[key, value]] : [];
  });
  return Object.fromEntries(kept.slice(0, MAX_ATTRIBUTES));
}

function toMethod(method: unknown): string {
  const capitals = String(method).toUpperCase();
  return /^[A-Z]{1,16}$/.test(capitals) ? capitals : 'OTHER';
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MAX_VALUE;
}

function cut(value: unknown, length: number): string {
  return typeof value === 'string' ? value.slice(0, length) : '';
}
