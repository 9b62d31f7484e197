import './platform.ts';

/** What a resource is to the weight of a page. */
export type ResourceKind = 'script' | 'style' | 'font' | 'image';

const KINDS: readonly (readonly [ResourceKind, RegExp])[] = [
  ['script', /^script|javascript|\.m?js$/],
  ['style', /^link|css$/],
  ['font', /font|\.(woff2?|[ot]tf|eot)$/],
  ['image', /^ima?ge?|\.(webp|avif|svg|png|jpe?g|gif|bmp|ico)$/],
];

/** Content type, extension and initiator of a resource: what tells its kind, best first. */
const signsOf = ({ name, initiatorType, contentType }: PerformanceResourceTiming): (string | undefined)[] => [
  contentType,
  /\.\w+$/.exec(name.replace(/[?#].*/s, '').toLowerCase())?.[0],
  // CSS loads fonts and images alike.
  initiatorType.replace('css', ''),
];

/** The kind of a loaded resource; nothing when it is none of those that are weighed. */
export function resourceKind(entry: PerformanceResourceTiming): ResourceKind | undefined {
  for (const sign of signsOf(entry))
    for (const [kind, pattern] of KINDS) if (sign && pattern.test(sign)) return kind;
  return undefined;
}

/** Whether an image is in a modern format; nothing when neither content type nor extension tells. */
export function isModernImage(entry: PerformanceResourceTiming): boolean | undefined {
  const [format] = signsOf(entry).filter(Boolean);
  return /webp|avif|svg/.test(format ?? '') || (/png|jpe?g|gif|bmp/.test(format ?? '') ? false : undefined);
}

/**
 * Whether the browser tells the sizes of `entry`. Of other origins that do not send
 * `Timing-Allow-Origin` it reports zero, which is not a size.
 */
export const sizesKnown = ({ transferSize, decodedBodySize }: PerformanceResourceTiming): boolean =>
  transferSize + decodedBodySize > 0;

/** Whether `entry` is a file of the page, loaded well: not an API request, a beacon, a frame or an error page. */
export const isStatic = ({ initiatorType, responseStatus, name }: PerformanceResourceTiming): boolean =>
  !/fetch|xml|beacon|ping|frame/.test(initiatorType) && !(responseStatus >= 400) && name.startsWith('http');
