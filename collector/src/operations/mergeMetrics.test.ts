import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { mergeMetrics } from './mergeMetrics.ts';

const aRegistry = (process: string, value: number) => {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  new Counter({ name: 'shared_total', help: 'Both have it.', registers: [registry] }).inc(value);
  new Histogram({ name: 'shared_seconds', help: 'Both.', buckets: [1], registers: [registry] }).observe(
    value,
  );
  new Counter({ name: `${process}_total`, help: 'One has it.', registers: [registry] }).inc(value);
  return registry;
};

describe('mergeMetrics', () => {
  it('keeps the samples of a metric together under one HELP and TYPE', async () => {
    const merged = mergeMetrics(
      await aRegistry('collector', 1).metrics(),
      await aRegistry('api', 2).metrics(),
    );
    const lines = merged.split('\n').filter(Boolean);
    expect(lines).toEqual([
      '# HELP shared_total Both have it.',
      '# TYPE shared_total counter',
      'shared_total{process="collector"} 1',
      'shared_total{process="api"} 2',
      '# HELP shared_seconds Both.',
      '# TYPE shared_seconds histogram',
      ...['1', '+Inf'].map((le) => `shared_seconds_bucket{le="${le}",process="collector"} 1`),
      'shared_seconds_sum{process="collector"} 1',
      'shared_seconds_count{process="collector"} 1',
      'shared_seconds_bucket{le="1",process="api"} 0',
      'shared_seconds_bucket{le="+Inf",process="api"} 1',
      'shared_seconds_sum{process="api"} 2',
      'shared_seconds_count{process="api"} 1',
      '# HELP collector_total One has it.',
      '# TYPE collector_total counter',
      'collector_total{process="collector"} 1',
      '# HELP api_total One has it.',
      '# TYPE api_total counter',
      'api_total{process="api"} 2',
    ]);
    expect(merged.endsWith('\n')).toBe(true);
  });

  it('takes a sample that both have once', () => {
    expect(mergeMetrics('a{b="}"} 1\n', 'a{b="}"} 2\nc 3\n').split('\n').filter(Boolean)).toEqual([
      'a{b="}"} 1',
      'c 3',
    ]);
  });
});
