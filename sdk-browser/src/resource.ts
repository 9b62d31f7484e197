import './platform.ts';

/** What a resource is to the weight of a page. */
export type ResourceKind = 'script' | 'style' | 'font' | 'image';

const KINDS: readonly (readonly [ResourceKind, RegExp])[] = [
  ['script', /^script$|javascript|\.m?js$/],
  ['style', /^link$|css$/],
  ['font', /font|\.(woff2?|ttf|otf|eot)$/],
  ['image', /^ima?ge?$|^image|\.(webp|avif|svg|png|jpe?g|gif|bmp|tiff?|ico)$/],
];

const MODERN_IMAGE = /(webp|avif|svg)(\+xml)?$/;
const LEGACY_IMAGE = /(png|jpe?g|gif|bmp|tiff?)$/;

const kindNamed = (text: string | undefined): ResourceKind | undefined =>
  text ? KINDS.find(([, pattern]) => pattern.test(text))?.[0] : undefined;

const pathOf = (name: string): string => name.replace(/[?#].*/s, '').toLowerCase();

/**
 * The kind of a loaded resource by its content type, else its extension, else who asked for it;
 * nothing when it is none of them.
 */
export const resourceKind = (entry: PerformanceResourceTiming): ResourceKind | undefined =>
  kindNamed(entry.contentType) ??
  kindNamed(/\.\w+$/.exec(pathOf(entry.name))?.[0]) ??
  // Of what CSS loads, `css` says only that it is something.
  (entry.initiatorType === 'css' ? undefined : kindNamed(entry.initiatorType));

/** Whether an image is in a modern format; nothing when neither content type nor extension tells. */
export function isModernImage(entry: PerformanceResourceTiming): boolean | undefined {
  const format = entry.contentType || pathOf(entry.name);
  return MODERN_IMAGE.test(format) || (LEGACY_IMAGE.test(format) ? false : undefined);
}

/**
 * Whether the browser tells the sizes of `entry`. Of other origins that do not send
 * `Timing-Allow-Origin` it reports zero, which is not a size.
 */
export const sizesKnown = ({
  transferSize,
  encodedBodySize,
  decodedBodySize,
}: PerformanceResourceTiming): boolean => transferSize + encodedBodySize + decodedBodySize > 0;

/** Whether `entry` is a file of the page, loaded well: not an API request, a beacon or an error page. */
export const isStatic = ({ initiatorType, responseStatus, name }: PerformanceResourceTiming): boolean =>
  !/^(fetch|xmlhttprequest|beacon|ping|navigation|i?frame)$/.test(initiatorType) &&
  !(responseStatus >= 400) &&
  name.startsWith('http');
