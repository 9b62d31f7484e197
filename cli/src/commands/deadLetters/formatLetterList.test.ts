import type { DeadLetter } from '@paceline/queue';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { formatLetterList } from './formatLetterList.ts';

const PLAIN = { colors: pc.createColors(false), width: undefined };

function aLetter(parts: Partial<DeadLetter>): DeadLetter {
  const batch = {
    app: 'shop',
    batchId: 'batch-0001',
    receivedAt: 0,
    environment: 'production',
    release: '',
    source: 'node',
    context: {},
    events: [],
  } as const;
  return { id: 'a-0', app: 'shop', reason: 'refused', at: Date.UTC(2026, 0, 31, 12), batch, ...parts };
}

describe('the list of letters', () => {
  it('has aligned columns under their titles', () => {
    const letters = [aLetter({}), aLetter({ id: 'longer-10', app: 'a-blog', reason: 'too large' })];
    expect(formatLetterList(letters, PLAIN).split('\n')).toEqual([
      'ID         APP     WHEN                  REASON',
      'a-0        shop    2026-01-31T12:00:00Z  refused',
      'longer-10  a-blog  2026-01-31T12:00:00Z  too large',
    ]);
  });

  it('keeps a reason of several lines on one, and cuts it where the terminal ends', () => {
    const letters = [aLetter({ reason: 'first\n  second\tthird' })];
    expect(formatLetterList(letters, PLAIN)).toContain('Z  first second third');
    const [, line] = formatLetterList(letters, { ...PLAIN, width: 40 }).split('\n');
    expect(line).toBe('a-0  shop  2026-01-31T12:00:00Z  first …');
  });

  it('does not let an event write to the terminal', () => {
    const text = formatLetterList(
      [aLetter({ reason: '\u001b]0;title\u0007 \u009b31m \u202edesrever' })],
      PLAIN,
    );
    expect(text).toContain(String.raw`\u001b]0;title\u0007 \u009b31m \u202edesrever`);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('has colours when it is asked for them', () => {
    const colors = pc.createColors(true);
    expect(formatLetterList([aLetter({})], { ...PLAIN, colors })).toContain('\u001b[2mID');
  });
});
