import type { Measurement } from '@paceline/protocol';
import { NOW, type Query } from '../startWorld.ts';
import type { Asked } from './covered.ts';
import { shopMeasurements } from './shopMeasurements.ts';

const HOUR = 3_600_000;

/** Everything that is stored. */
export const SHOP: readonly Measurement[] = shopMeasurements(8_000, NOW);

/** A question about a part of it. */
export interface Case extends Asked {
  readonly name: string;
  /** Times and filters. */
  readonly query: Query;
  readonly isMeant: (row: Measurement) => boolean;
}

const from = (hours: number): Asked & { readonly query: Query } => ({
  fromMs: NOW - hours * HOUR,
  toMs: NOW,
  query: { from: `now-${hours}h`, to: 'now' },
});

/** Ranges whose ends are rounded to each width, with filters that every question takes. */
export const VIEWS: readonly Case[] = [
  { name: 'an hour', ...from(1), isMeant: () => true },
  narrowed('two days of an environment', from(48), { environment: 'staging' }),
  narrowed('nine days of a route and a release', from(216), { route: '/orders/:id', release: '1.4.0' }),
  {
    name: 'some days that have passed',
    fromMs: NOW - 100 * HOUR - 1234,
    toMs: NOW - 30 * HOUR - 5678,
    query: {
      from: new Date(NOW - 100 * HOUR - 1234).toISOString(),
      to: String(NOW - 30 * HOUR - 5678),
    },
    isMeant: () => true,
  },
];

/** Filters that name several values, other dimensions, and what is not known. */
export const FILTERED: readonly Case[] = [
  ...VIEWS,
  {
    name: 'two days of two routes on one device where the country is not known',
    ...from(48),
    query: {
      from: 'now-2d',
      route: ['/', "/it's"],
      device: 'mobile',
      country: ['(unknown)', 'DE'],
    },
    isMeant: ({ route, device, country }) =>
      ['/', "/it's"].includes(route) && device === 'mobile' && ['', 'DE'].includes(country),
  },
  narrowed('nine days of what failed on an instance', from(216), {
    statusClass: 'failed',
    instance: 'host:2',
  }),
];

function narrowed(
  name: string,
  range: Asked & { readonly query: Query },
  filter: Partial<Record<'environment' | 'release' | 'route' | 'statusClass' | 'instance', string>>,
): Case {
  const wanted = Object.entries(filter);
  return {
    name,
    ...range,
    query: { ...range.query, ...filter },
    isMeant: (row) =>
      wanted.every(([dimension, value]) =>
        Object.entries(row).some(([key, own]) => key === dimension && own === value),
      ),
  };
}

export const ofMetric = (metric: string, rows: readonly Measurement[]): readonly Measurement[] =>
  rows.filter((row) => row.metric === metric);
