import { crc32, deflateSync } from 'node:zlib';
import { createRandom } from '../../createRandom.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A grey picture as a PNG: a gradient with noise on it, which weighs about as much as a photo and takes as long to decode. */
export function createImage({
  width,
  height,
  seed,
}: {
  width: number;
  height: number;
  seed: number;
}): Buffer {
  const random = createRandom(seed);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = Math.floor((200 * (x + y)) / (width + height) + 16 * random());
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits of grey; the default compression, filter and order.
  header[8] = 8;
  return Buffer.concat([
    PNG_SIGNATURE,
    toChunk('IHDR', header),
    toChunk('IDAT', deflateSync(rows)),
    toChunk('IEND', Buffer.alloc(0)),
  ]);
}

function toChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
