import type { EstimateAnswer, Summary } from '@paceline/query-api/responses';
import { formatCount, formatValue } from '../format/formatValue.ts';
import { useModels } from './DashboardContext.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { FailureNote } from './FailureNote.tsx';

interface Figure {
  readonly name: string;
  readonly value: number | null | undefined;
  readonly unit: string;
  /** Of what happened (a peak) there is none. */
  readonly estimate?: EstimateAnswer | null | undefined;
  /** Behind the figure; those of the card when absent. */
  readonly events?: number | undefined;
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
              {figures.map(({ name, value: figure = null, unit, estimate, events: own = events }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {value === null ? (
                      <span class="bone" />
                    ) : (
                      <>
                        <FigureText value={figure} unit={unit} />{' '}
                        {figure !== null && (
                          <ErrorNote value={figure} estimate={estimate} unit={unit} events={own} />
                        )}
                      </>
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
    <span class="figure-value">
      {number}
      {symbol !== '' && <small>{`\u00A0${symbol}`}</small>}
    </span>
  );
}

function toCards(summary: Summary | null): readonly Card[] {
  const { responseTime, throughput, systemHealth, cachePerformance, webVitals } = summary ?? {};
  const vital = (name: string, unit: string): Figure => ({
    name: `${name} P75`,
    value: webVitals?.[name]?.p75,
    unit,
    estimate: webVitals?.[name]?.estimates.p75,
    events: webVitals?.[name]?.events,
  });
  const requests = summary?.events.requests;
  return [
    {
      title: 'Response time',
      of: 'requests',
      events: responseTime?.events ?? 0,
      figures: [
        { name: 'P50', value: responseTime?.p50, unit: 'ms', estimate: responseTime?.estimates.p50 },
        { name: 'P95', value: responseTime?.p95, unit: 'ms', estimate: responseTime?.estimates.p95 },
        { name: 'P99', value: responseTime?.p99, unit: 'ms', estimate: responseTime?.estimates.p99 },
      ],
    },
    {
      title: 'Throughput',
      of: 'requests',
      events: throughput?.events ?? 0,
      figures: [
        {
          name: 'Mean',
          value: throughput?.requestsPerSecond,
          unit: 'per-second',
          estimate: throughput?.estimates.requestsPerSecond,
        },
        { name: 'Peak', value: throughput?.peakRps, unit: 'per-second' },
      ],
    },
    {
      title: 'Reliability',
      of: 'failed',
      events: summary?.events.failedRequests ?? 0,
      figures: [
        {
          name: 'Availability',
          value: summary?.availability,
          unit: 'share',
          estimate: summary?.estimates.availability,
          events: requests,
        },
        {
          name: 'Error rate',
          value: summary?.errorRate,
          unit: 'share',
          estimate: summary?.estimates.errorRate,
          events: requests,
        },
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
        {
          name: 'CPU',
          value: systemHealth?.cpuUsage,
          unit: 'share',
          estimate: systemHealth?.estimates.cpuUsage,
        },
        {
          name: 'Memory',
          value: systemHealth?.memoryUsage,
          unit: 'bytes',
          estimate: systemHealth?.estimates.memoryUsage,
        },
        {
          name: 'Disk',
          value: systemHealth?.diskUsage,
          unit: 'share',
          estimate: systemHealth?.estimates.diskUsage,
        },
      ],
    },
    {
      title: 'Caches',
      of: 'lookups',
      events: cachePerformance?.events ?? 0,
      figures: [
        {
          name: 'Hits',
          value: cachePerformance?.hitRate,
          unit: 'share',
          estimate: cachePerformance?.estimates.hitRate,
        },
        {
          name: 'Misses',
          value: cachePerformance?.missRate,
          unit: 'share',
          estimate: cachePerformance?.estimates.missRate,
        },
        {
          name: 'Evictions',
          value: cachePerformance?.evictionRate,
          unit: 'share',
          estimate: cachePerformance?.estimates.evictionRate,
        },
      ],
    },
  ];
}
