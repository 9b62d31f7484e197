import { seriesStyle } from '../charts/seriesStyle.ts';

interface LineSampleProps {
  readonly statistic: string;
  readonly judged: boolean;
  readonly shaded?: boolean;
}

/** A piece of a statistic's line, as the chart draws it. */
export function LineSample({ statistic, judged, shaded = false }: LineSampleProps) {
  const { colour, dash } = seriesStyle(statistic);
  return (
    <svg class="line-sample" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
      {shaded && <rect class="line-band" width="22" height="12" style={{ fill: `var(${colour})` }} />}
      <line
        x1="0"
        x2="22"
        y1="6"
        y2="6"
        style={{ stroke: `var(${colour})` }}
        stroke-width={judged ? 3 : 1.8}
        stroke-dasharray={judged ? undefined : dash.join(' ')}
      />
    </svg>
  );
}
