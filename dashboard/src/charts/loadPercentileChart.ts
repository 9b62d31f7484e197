import { signal } from '@preact/signals';
import type { PercentileChart } from './PercentileChart.tsx';

/** The chart's component; `null` until its script is here. The scorecard does not wait for it. */
export const percentileChart = signal<{ readonly Chart: typeof PercentileChart } | null>(null);

/** Loads the chart's script, once. */
export async function loadPercentileChart(): Promise<void> {
  const { PercentileChart: Chart } = await import('./PercentileChart.tsx');
  percentileChart.value = { Chart };
}
