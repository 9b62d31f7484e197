/** Kinds of resources that make up the weight of a page. */
export type ResourceKind = 'font' | 'image' | 'script' | 'style';

/** What the sign of a resource says: its content type, the extension of its path and its initiator, between single spaces. */
export interface ResourceTraits {
  readonly kind: ResourceKind;
  /** Whether the format of an image is a modern one; nothing when it is no image, or of neither sort. */
  readonly isModern: boolean | undefined;
  /** Whether compression on the way makes it smaller. */
  readonly isText: boolean;
}

/**
 * The leftmost match says the kind, since a sign has the best of what is known first: CSS loads fonts and images alike, and
 * a `<link>` loads anything.
 */
const KINDS =
  /(?<font>font|woff|\.[ot]tf|\.eot)|(?<image>ima?ge?\b|webp|avif|svg|jxl|png|jpe?g|gif|bmp|\.ico)|(?<script>script|\.m?js\b)|(?<style>text\/css|\.css\b| link$)/i;

/** A sign without a content type: browsers that do not tell, and other sites that do not let them. */
const WITHOUT_TYPE = /^(?:undefined|null)? /;

/** Formats of images, the leftmost of which counts. */
const FORMATS = /(?<modern>webp|avif|svg|jxl)|(?<legacy>png|jpe?g|gif|bmp)/i;

/** What a resource with this sign is; nothing when it is none of the four kinds, as a document or a video. */
export function resourceTraitsOf(sign: string): ResourceTraits | undefined {
  const match = KINDS.exec(sign);
  if (match === null) return undefined;
  // A link to what has another type is none to a style sheet, as that to a document that is fetched ahead, or to a manifest.
  if (match[0] === ' link' && !WITHOUT_TYPE.test(sign)) return undefined;
  if (match.groups?.['font'] !== undefined) return { kind: 'font', isModern: undefined, isText: false };
  if (match.groups?.['image'] !== undefined) return imageTraits(sign);
  const kind = match.groups?.['script'] === undefined ? 'style' : 'script';
  return { kind, isModern: undefined, isText: true };
}

function imageTraits(sign: string): ResourceTraits {
  const format = FORMATS.exec(sign);
  return {
    kind: 'image',
    isModern: format === null ? undefined : format.groups?.['modern'] !== undefined,
    isText: format?.[0].toLowerCase() === 'svg',
  };
}
