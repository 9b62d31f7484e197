/** Parts of a navigation, as the platform names them with `Start` and `End`. */
const PHASES = [
  'redirect',
  'domainLookup',
  'connect',
  'request',
  'response',
  'domContentLoadedEvent',
  'loadEvent',
];

/** How long each part of a navigation took, as `connectMs`. */
export function toLoadAttributes(navigation: PerformanceNavigationTiming): Record<string, number> {
  // The end of a request is the start of its response.
  const times = { ...navigation.toJSON(), requestEnd: navigation.responseStart } as Record<string, number>;
  return Object.fromEntries(
    PHASES.map((phase) => [`${phase}Ms`, (times[`${phase}End`] ?? 0) - (times[`${phase}Start`] ?? 0)]),
  );
}
