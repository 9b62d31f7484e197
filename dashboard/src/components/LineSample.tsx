import { seriesStyle } from '../charts/seriesStyle.ts';

/** A piece of a statistic's line, as the chart draws it. */
export function LineSample({ statistic, judged }: { statistic: string; judged: boolean }) {
  const { colour, dash } = seriesStyle(statistic);
  return (
    <svg class="line-sample" viewBox="0 0 22 8" width="22" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="22"
        y1="4"
        y2="4"
        style={{ stroke: `var(${colour})` }}
        stroke-width={judged ? 3 : 1.8}
        stroke-dasharray={judged ? undefined : dash.join(' ')}
      />
    </svg>
  );
}
