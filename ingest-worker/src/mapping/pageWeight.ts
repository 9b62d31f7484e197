import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

/** A page without images has no share of modern ones: neither 0 nor 1 would be true. */
export function pageWeight(event: EventOf<'page-weight'>): readonly Figure[] {
  const figures: Figure[] = [
    { metric: 'page.code_bytes', value: event.scriptBytes + event.styleBytes },
    { metric: 'page.script_bytes', value: event.scriptBytes },
    { metric: 'page.style_bytes', value: event.styleBytes },
    { metric: 'page.font_bytes', value: event.fontBytes },
    { metric: 'page.image_bytes', value: event.imageBytes },
    { metric: 'page.inline_critical_bytes', value: event.inlineCriticalBytes },
  ];
  if (event.thirdPartyBytes !== undefined) {
    figures.push({ metric: 'page.third_party_bytes', value: event.thirdPartyBytes });
  }
  if (event.renderBlocking !== undefined) {
    figures.push({ metric: 'page.render_blocking', value: event.renderBlocking });
  }
  if (event.uncompressedBytes !== undefined) {
    figures.push({ metric: 'page.uncompressed_bytes', value: event.uncompressedBytes });
  }
  const images = event.modernImages + event.legacyImages;
  if (images > 0) figures.push({ metric: 'page.modern_image_share', value: event.modernImages / images });
  return figures;
}
