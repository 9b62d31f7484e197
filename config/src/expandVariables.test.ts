import { describe, expect, it } from 'vitest';
import { expandVariables } from './expandVariables.ts';

describe('expandVariables', () => {
  it.each([
    ['${A}', 'one'],
    ['x-${A}-${B}', 'x-one-two'],
    ['$${A}', '${A}'],
    ['$A and $', '$A and $'],
    ['${not a name}', '${not a name}'],
  ])('%s becomes %s', (text, expected) => {
    const result = expandVariables({ list: [text] }, { A: 'one', B: 'two' });
    expect(result).toEqual({ expanded: { list: [expected] }, issues: [] });
  });

  it('does not expand what a variable holds', () => {
    expect(expandVariables('${A}', { A: '${B}', B: 'two' }).expanded).toBe('${B}');
  });

  it('leaves other values alone', () => {
    const document = { a: 1, b: null, c: true, d: { e: [] } };
    expect(expandVariables(document, {}).expanded).toEqual(document);
  });
});
