import { hostname } from 'node:os';
import { MAX_BUFFERED_EVENTS, MAX_NAME_LENGTH } from './limits.ts';
import type { Options } from './options.ts';

/** Options with everything filled in and checked. */
export interface Settings {
  /** Full address that batches are posted to. */
  readonly url: string;
  readonly key: string;
  readonly release: string | undefined;
  readonly environment: string | undefined;
  readonly instance: string;
  readonly flushIntervalMs: number;
  readonly systemIntervalMs: number;
  readonly sampleRate: number;
  readonly measureRequests: boolean;
  readonly reportUncaught: boolean;
  readonly maxBufferedEvents: number;
  readonly requestTimeoutMs: number;
  readonly retryBaseMs: number;
}

export type ParsedOptions =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problem: string };

/** Checks what an app passed, which in JavaScript may be anything. A number out of its range is replaced by its default. */
export function parseOptions(options: Partial<Options> | undefined): ParsedOptions {
  const { endpoint, key } = options ?? {};
  if (typeof endpoint !== 'string' || !isHttpUrl(endpoint)) {
    return { ok: false, problem: 'endpoint must be the http(s) address of a Paceline collector' };
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key)) {
    return { ok: false, problem: 'key must be the ingest key of an app' };
  }
  return {
    ok: true,
    settings: {
      url: `${endpoint.replace(/\/+$/, '')}/v1/events`,
      key,
      release: name(options?.release),
      environment: name(options?.environment),
      instance: name(options?.instance) ?? `${hostname()}:${process.pid}`.slice(-MAX_NAME_LENGTH),
      flushIntervalMs: within(options?.flushIntervalMs, 10, 600_000, 5000),
      systemIntervalMs:
        options?.systemIntervalMs === 0 ? 0 : within(options?.systemIntervalMs, 10, 600_000, 10_000),
      sampleRate: within(options?.sampleRate, 1e-6, 1, 1),
      measureRequests: options?.measureRequests !== false,
      reportUncaught: options?.reportUncaught !== false,
      maxBufferedEvents: Math.floor(within(options?.maxBufferedEvents, 1, 1_000_000, MAX_BUFFERED_EVENTS)),
      requestTimeoutMs: within(options?.requestTimeoutMs, 10, 60_000, 5000),
      retryBaseMs: within(options?.retryBaseMs, 1, 60_000, 1000),
    },
  };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === 'number' && value >= least && value <= most ? value : otherwise;
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_NAME_LENGTH) : undefined;
}
