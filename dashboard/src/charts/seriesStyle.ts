/** How the line of a statistic is drawn: by colour and by dashes, never by colour alone. */
export interface SeriesStyle {
  /** CSS custom property of the colour. */
  readonly colour: string;
  readonly dash: readonly number[];
}

const STYLES: Readonly<Record<string, SeriesStyle>> = {
  p50: { colour: '--line-p50', dash: [2, 3] },
  p75: { colour: '--line-p75', dash: [7, 4] },
  p95: { colour: '--line-p95', dash: [] },
  p99: { colour: '--line-p99', dash: [12, 3, 2, 3] },
};

const OTHER: SeriesStyle = { colour: '--line-other', dash: [] };

/** The style of a statistic; one that is no percentile is drawn solid. */
export function seriesStyle(statistic: string): SeriesStyle {
  return STYLES[statistic] ?? OTHER;
}
