import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';
import { pageWeight } from './pageWeight.ts';
import { resourceTraitsOf } from './resourceTraitsOf.ts';

/** A page that tells its resources is stored as one that tells its weight. */
export function pageResources(event: EventOf<'page-resources'>): readonly Figure[] {
  return pageWeight(toPageWeight(event));
}

/** The weight of the page that has these resources; those of no kind count for nothing. */
export function toPageWeight(event: EventOf<'page-resources'>): EventOf<'page-weight'> {
  const { types, ...shared } = event;
  const weight = {
    ...shared,
    type: 'page-weight' as const,
    scriptBytes: 0,
    styleBytes: 0,
    fontBytes: 0,
    imageBytes: 0,
    thirdPartyBytes: 0,
    modernImages: 0,
    legacyImages: 0,
    renderBlocking: 0,
    uncompressedBytes: 0,
  };
  for (const [sign, [count, bytes, uncompressedBytes, blocking, thirdPartyBytes]] of Object.entries(types)) {
    const traits = resourceTraitsOf(sign);
    if (traits === undefined) continue;
    weight[`${traits.kind}Bytes`] += bytes;
    weight.thirdPartyBytes += thirdPartyBytes;
    weight.renderBlocking += blocking;
    if (traits.isText) weight.uncompressedBytes += uncompressedBytes;
    if (traits.isModern === true) weight.modernImages += count;
    if (traits.isModern === false) weight.legacyImages += count;
  }
  return weight;
}
