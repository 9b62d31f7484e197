import type { Estimate } from '@paceline/statistics';
import type { EstimateAnswer } from '../answers/estimate.ts';

/** The error that an answer tells of a value. */
export function toEstimate(estimate: Estimate | null): EstimateAnswer | null {
  if (estimate === null) return null;
  const { low, high, thin, relativeErrorBound } = estimate;
  return { low, high, thin, relativeErrorBound };
}

/** The value that the error is of. */
export function valueOf(estimate: Pick<Estimate, 'value'> | null): number | null {
  return estimate?.value ?? null;
}
