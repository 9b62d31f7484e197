import type { Summary } from '@paceline/query-api/responses';
import { formatCount, formatValue } from '../format/formatValue.ts';
import { useModels } from './DashboardContext.ts';
import { FailureNote } from './FailureNote.tsx';

interface Figure {
  readonly name: string;
  readonly value: number | null | undefined;
  readonly unit: string;
}

interface Card {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly events: number;
  /** What the events are. */
  readonly of: string;
}

/** The summary of the app: what was measured in the range, without any judgement. */
export function SummaryCards() {
  const { dashboard } = useModels();
  const { value, failure, outdated, loadedAtMs } = dashboard.summary.value;
  return (
    <section class="summary" aria-label="Summary" aria-busy={outdated} data-outdated={outdated}>
      {failure !== null && <FailureNote failure={failure} what="The summary" keptAtMs={loadedAtMs} />}
      {(value !== null || failure === null) &&
        toCards(value).map(({ title, figures, events, of }) => (
          <section key={title} class="card" aria-label={title}>
            <h2>
              {title}
              <small>
                {value === null ? '' : formatCount(events)}
                <span class="card-of">{value === null ? '' : ` ${of}`}</span>
              </small>
            </h2>
            <dl>
              {figures.map(({ name, value: figure, unit }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {value === null ? (
                      <span class="bone" />
                    ) : (
                      <FigureText value={figure ?? null} unit={unit} />
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </section>
  );
}

function FigureText({ value, unit }: { value: number | null; unit: string }) {
  if (value === null) return <span title="Not measured">–</span>;
  const { number, symbol } = formatValue(value, unit);
  return (
    <>
      {number}
      {symbol !== '' && <small>{`\u00A0${symbol}`}</small>}
    </>
  );
}

function toCards(summary: Summary | null): readonly Card[] {
  const { responseTime, throughput, systemHealth, cachePerformance, webVitals } = summary ?? {};
  const vital = (name: string, unit: string): Figure => ({
    name: `${name} P75`,
    value: webVitals?.[name]?.p75,
    unit,
  });
  return [
    {
      title: 'Response time',
      of: 'requests',
      events: responseTime?.events ?? 0,
      figures: [
        { name: 'P50', value: responseTime?.p50, unit: 'ms' },
        { name: 'P95', value: responseTime?.p95, unit: 'ms' },
        { name: 'P99', value: responseTime?.p99, unit: 'ms' },
      ],
    },
    {
      title: 'Throughput',
      of: 'requests',
      events: throughput?.events ?? 0,
      figures: [
        { name: 'Mean', value: throughput?.requestsPerSecond, unit: 'per-second' },
        { name: 'Peak', value: throughput?.peakRps, unit: 'per-second' },
      ],
    },
    {
      title: 'Reliability',
      of: 'failed',
      events: summary?.events.failedRequests ?? 0,
      figures: [
        { name: 'Availability', value: summary?.availability, unit: 'share' },
        { name: 'Error rate', value: summary?.errorRate, unit: 'share' },
      ],
    },
    {
      title: 'Web Vitals',
      of: 'page views',
      events: webVitals?.['LCP']?.events ?? 0,
      figures: [vital('LCP', 'ms'), vital('INP', 'ms'), vital('CLS', 'score')],
    },
    {
      title: 'System',
      of: 'samples',
      events: systemHealth?.events ?? 0,
      figures: [
        { name: 'CPU', value: systemHealth?.cpuUsage, unit: 'share' },
        { name: 'Memory', value: systemHealth?.memoryUsage, unit: 'bytes' },
        { name: 'Disk', value: systemHealth?.diskUsage, unit: 'share' },
      ],
    },
    {
      title: 'Caches',
      of: 'lookups',
      events: cachePerformance?.events ?? 0,
      figures: [
        { name: 'Hits', value: cachePerformance?.hitRate, unit: 'share' },
        { name: 'Misses', value: cachePerformance?.missRate, unit: 'share' },
        { name: 'Evictions', value: cachePerformance?.evictionRate, unit: 'share' },
      ],
    },
  ];
}
