import { byteLength } from '../byteLength.ts';
import type { Page } from '../page.ts';
import { isModernImage, isStatic, resourceKind, sizesKnown } from '../resource.ts';

/** How long after the load event the weight is taken, in ms. */
const SETTLE_MS = 1000;

/** Inline CSS and JavaScript; other script types (JSON, import maps, templates) cost no parsing or running. */
const INLINE_CODE =
  'style,script:not([src],[type]),script:not([src])[type$=module],script:not([src])[type$=javascript]';

/**
 * What the page weighs, once a load: encoded (compressed) body bytes, whether they came over the
 * wire or from a cache. Resources whose sizes the browser hides are left out.
 */
export function watchPageWeight(page: Page): void {
  const weight = {
    scriptBytes: 0,
    styleBytes: 0,
    fontBytes: 0,
    imageBytes: 0,
    thirdPartyBytes: 0,
    inlineCriticalBytes: 0,
    modernImages: 0,
    legacyImages: 0,
  };
  let loaded = false;
  let done = false;
  let inlineWeighed = false;
  const weighInline = (): void => {
    if (inlineWeighed) return;
    inlineWeighed = true;
    for (const { textContent } of document.querySelectorAll(INLINE_CODE))
      weight.inlineCriticalBytes += byteLength(textContent ?? '');
  };

  // What stands in the document when the first paint is told came before it.
  page.observe('paint', weighInline);
  page.observe('resource', (resource) => {
    const entry = resource as PerformanceResourceTiming;
    const kind = resourceKind(entry);
    if (!kind || !isStatic(entry)) return;
    const modern = kind === 'image' ? isModernImage(entry) : undefined;
    if (modern !== undefined) weight[modern ? 'modernImages' : 'legacyImages'] += 1;
    if (!sizesKnown(entry)) return;
    weight[`${kind}Bytes`] += entry.encodedBodySize;
    const ownHost = location.hostname.replace(/^www\./, '');
    if (!`.${new URL(entry.name).hostname}`.endsWith(`.${ownHost}`))
      weight.thirdPartyBytes += entry.encodedBodySize;
  });

  const report = (): void => {
    if (done || !loaded) return;
    done = true;
    weighInline();
    page.record({ type: 'page-weight', route: page.landingRoute(), ...weight });
  };
  page.onLoaded(() => {
    loaded = true;
    page.after(SETTLE_MS, report);
  });
  page.onHidden(report);
}
