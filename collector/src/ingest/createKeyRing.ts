import { hash } from 'node:crypto';
import type { Limits } from '@paceline/protocol';
import type { AppConfig } from '../collectorOptions.ts';
import type { AppMetrics, CollectorMetrics } from '../metrics/createCollectorMetrics.ts';
import { type AppNames, createAppNames } from '../names/createAppNames.ts';
import { createOriginRule } from './createOriginRule.ts';
import { createSampler, type Sampler } from './createSampler.ts';

/** Whom a key belongs to. */
export interface Sender {
  readonly app: string;
  /** What the requests of the key are counted in; the key itself must not be there, so it is named by its digest. */
  readonly bucket: string;
  readonly names: AppNames;
  /** Absent when everything is kept. */
  readonly sampler: Sampler | undefined;
  readonly metrics: AppMetrics;
  /** Whether a page of `origin` may send; a request without one (a server) always may. */
  allows(origin: string | undefined): boolean;
}

/**
 * Finds senders by key. Keys are compared by their SHA-256 digests, so that the time of a look-up tells
 * nothing about a key, and none is kept in clear.
 */
export function createKeyRing(
  apps: readonly AppConfig[],
  limits: Limits,
  metrics: CollectorMetrics,
): (key: string) => Sender | undefined {
  const senders = new Map<string, Sender>();
  for (const { name, keys, origins, sampleRate = 1 } of apps) {
    const shared = {
      app: name,
      names: createAppNames(limits),
      sampler: createSampler(sampleRate),
      metrics: metrics.ofApp(name),
      allows: createOriginRule(origins),
    };
    for (const key of keys) {
      const digest = digestOf(key);
      senders.set(digest, { ...shared, bucket: `key:${digest}` });
    }
  }
  return (key) => senders.get(digestOf(key));
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}
