import type { Series } from '@paceline/query-api/responses';
import { statisticName } from '../format/statisticNames.ts';
import { countThin } from '../models/intervals.ts';

interface ChartMethodProps {
  readonly series: Series;
  /** Statistic whose interval is shaded. */
  readonly shaded: string | null;
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;

/** What shading and hollow points mean, and by which method the intervals are computed. */
export function ChartMethod({ series, shaded }: ChartMethodProps) {
  const thin = series.series.flatMap((line) => {
    const counted = countThin(line);
    return counted.thin === 0 ? [] : [`${statisticName(line.statistic)} ${counted.thin} of ${counted.of}`];
  });
  const level = percent(series.confidence);
  return (
    <details class="chart-more chart-method">
      <summary>
        <span>
          {shaded === null ? 'No interval shaded' : `Shaded: ${level} interval of ${statisticName(shaded)}`}
        </span>
        {thin.length > 0 && (
          <span class="quiet chart-thin">
            <span class="ring" aria-hidden="true" /> thin: too few events ({thin.join(', ')})
          </span>
        )}
      </summary>
      <div class="method">
        <p>
          Each interval holds the true value in {Math.round(series.confidence * 100)} of 100 cases, if events
          are independent: of bursts, or of samples of one machine, the true interval is wider. An end that so
          few events cannot tell runs to the edge of the chart.
        </p>
        <dl>
          <div>
            <dt>Percentiles</dt>
            <dd>
              binomial ranks (Conover), for any distribution; inside is what the sketch hides, at most ±
              {percent(series.relativeErrorBound)} of the value
            </dd>
          </div>
          <div>
            <dt>Means</dt>
            <dd>Student, with the largest variance that the sketch allows</dd>
          </div>
          <div>
            <dt>Shares</dt>
            <dd>Wilson</dd>
          </div>
          <div>
            <dt>Rates</dt>
            <dd>Poisson (Byar)</dd>
          </div>
          <div>
            <dt>Thin</dt>
            <dd>
              below 20 events for a P50, 40 for a P75, 200 for a P95, 1,000 for a P99 (10 beyond it), 30 for a
              mean, 100 for a share, 10 for a rate or maximum; shown all the same
            </dd>
          </div>
        </dl>
      </div>
    </details>
  );
}
