import { byteLength } from '../byteLength.ts';
import type { Page } from '../page.ts';
import { isModernImage, isStatic, resourceKind, sizesKnown } from '../resource.ts';

/** How long after the load event the weight is taken, in ms. */
const SETTLE_MS = 1000;

/** Inline CSS and JavaScript; other script types (JSON, import maps, templates) cost no parsing or running. */
const INLINE_CODE =
  'style,script:not([src]):is(:not([type]),[type=""],[type=module],[type="text/javascript"])';

const inlineBytes = (): number => {
  let bytes = 0;
  for (const { textContent } of document.querySelectorAll(INLINE_CODE))
    bytes += byteLength(textContent ?? '');
  return bytes;
};

/**
 * What the page weighs, once a load: encoded (compressed) body bytes, whether they came over the
 * wire or from a cache. Resources whose sizes the browser hides are left out.
 */
export function watchPageWeight(page: Page): void {
  const bytes = { script: 0, style: 0, font: 0, image: 0 };
  let thirdPartyBytes = 0;
  let modernImages = 0;
  let legacyImages = 0;
  let inlineCriticalBytes: number | undefined;
  let loaded = false;
  let done = false;
  const ownHost = location.hostname.replace(/^www\./, '');

  // What stands in the document when the first paint is told came before it.
  page.observe('paint', () => {
    inlineCriticalBytes ??= inlineBytes();
  });
  page.observe<PerformanceResourceTiming>('resource', (entry) => {
    const kind = resourceKind(entry);
    if (done || !kind || !isStatic(entry)) return;
    if (kind === 'image') {
      const modern = isModernImage(entry);
      if (modern) modernImages += 1;
      else if (modern === false) legacyImages += 1;
    }
    if (!sizesKnown(entry)) return;
    bytes[kind] += entry.encodedBodySize;
    if (!`.${new URL(entry.name).hostname}`.endsWith(`.${ownHost}`)) thirdPartyBytes += entry.encodedBodySize;
  });

  const report = (): void => {
    if (done || !loaded) return;
    done = true;
    page.record({
      type: 'page-weight',
      route: page.landingRoute(),
      scriptBytes: bytes.script,
      styleBytes: bytes.style,
      fontBytes: bytes.font,
      imageBytes: bytes.image,
      thirdPartyBytes,
      inlineCriticalBytes: inlineCriticalBytes ?? inlineBytes(),
      modernImages,
      legacyImages,
    });
  };
  page.onLoaded(() => {
    loaded = true;
    page.after(SETTLE_MS, report);
  });
  page.onHidden(report);
}
