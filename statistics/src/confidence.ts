/** How sure an interval is. */
export interface Confidence {
  /** Of intervals from 100 samples, this share or more hold the value that they are about. */
  readonly share: number;
  /** How often an interval may end too low, and how often too high. */
  readonly tail: number;
  /** The quantile of the standard normal distribution at `1 - tail`. */
  readonly z: number;
}

/** Confidence of the interval of a value. */
export const CONFIDENCE: Confidence = { share: 0.95, tail: 0.025, z: 1.959_963_984_540_054 };

/**
 * Confidence of the interval of a change, and so of a verdict. It is higher because changes are looked for in many places
 * at once, and because what happens on a server is not quite as independent as every interval takes it to be.
 */
export const CHANGE_CONFIDENCE: Confidence = { share: 0.99, tail: 0.005, z: 2.575_829_303_548_901 };

export interface EstimateOptions {
  /** Independent observations behind the value: see `observationsOf`. */
  readonly observations?: number;
  /** Default {@link CONFIDENCE}. */
  readonly confidence?: Confidence;
}
