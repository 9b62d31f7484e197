import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { array, assert, asyncProperty, constant, integer, oneof, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { refuseTrailingException } from './refuseTrailingException.ts';

const TAG = 'a1b2c3d4e5f60718';
const exceptionOf = (tag: string) =>
  `\r\n__exception__\r\n${tag}\r\nCode: 241. No memory.\n23 ${tag}\r\n__exception__\r\n`;

/** What comes out, and how it ends. */
async function pass(bytes: Buffer, chunkBytes: number): Promise<{ passed: Buffer; failure?: string }> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const guard = refuseTrailingException(TAG, (said) => new Error(said));
  const passed: Buffer[] = [];
  try {
    await pipeline(Readable.from(chunks), guard, async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) passed.push(chunk);
    });
    return { passed: Buffer.concat(passed) };
  } catch (error) {
    return { passed: Buffer.concat(passed), failure: error instanceof Error ? error.message : '' };
  }
}

const content = array(
  oneof(
    uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    string().map((text) => Buffer.from(text)),
    // What looks like the beginning of the end, and the end of another answer.
    constant(Buffer.from('\r\n__exception__\r\n')),
    constant(Buffer.from(exceptionOf('another0123456ab'))),
  ),
  { maxLength: 8 },
).map((parts) => Buffer.concat(parts));

describe('refuseTrailingException', () => {
  it('passes on what has no exception, however it is cut', async () => {
    await assert(
      asyncProperty(content, integer({ min: 1, max: 60 }), async (bytes, chunkBytes) => {
        expect(await pass(bytes, chunkBytes)).toEqual({ passed: bytes });
      }),
    );
  });

  it('fails with what an exception says, and passes none of it on, however it is cut', async () => {
    await assert(
      asyncProperty(content, integer({ min: 1, max: 60 }), async (bytes, chunkBytes) => {
        const whole = Buffer.concat([bytes, Buffer.from(exceptionOf(TAG))]);
        const { passed, failure } = await pass(whole, chunkBytes);
        expect(failure).toContain('Code: 241. No memory.');
        expect(bytes.subarray(0, passed.length)).toEqual(passed);
      }),
    );
  });

  it('keeps a bounded part of what an exception says', async () => {
    const endless = Buffer.concat([
      Buffer.from(`\r\n__exception__\r\n${TAG}\r\n`),
      Buffer.alloc(5_000_000, 'x'),
    ]);
    const { failure = '' } = await pass(endless, 10_000);
    expect(failure.length).toBeLessThan(100_000);
  });
});
