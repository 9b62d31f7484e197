import { describe, expect, it } from 'vitest';

import { EngineException, toEngineException, toExceptionText, toHttpStatus } from './exception.ts';

describe('toEngineException', () => {
  it('takes code, type and message from what chdb throws', () => {
    const native = new Error("Code: 60. DB::Exception: Unknown table 'a' (b). (UNKNOWN_TABLE)");
    expect(toEngineException(native)).toMatchObject({
      code: 60,
      type: 'UNKNOWN_TABLE',
      message: "Unknown table 'a' (b).",
    });
  });

  it('unwraps a message that was wrapped on its way', () => {
    const native = new Error(
      'Code: 50. DB::Exception: Code: 50. DB::Exception: Type A (of b) has no place. (UNKNOWN_TYPE) (version 26.7.2.1). (UNKNOWN_TYPE)',
    );
    expect(toEngineException(native)).toMatchObject({ code: 50, message: 'Type A (of b) has no place.' });
  });

  it('keeps an exception as it is, and anything else as an unknown one', () => {
    const own = new EngineException(62, 'SYNTAX_ERROR', 'Empty query');
    expect(toEngineException(own)).toBe(own);
    expect(toEngineException(new Error('no idea'))).toMatchObject({ code: 1002, message: 'no idea' });
    expect(toEngineException('no idea')).toMatchObject({ code: 1002, message: 'no idea' });
  });
});

describe('toExceptionText', () => {
  it('reads like a server', () => {
    const text = toExceptionText(new EngineException(62, 'SYNTAX_ERROR', 'Empty query'), '26.7.2.1');
    expect(text).toBe('Code: 62. DB::Exception: Empty query (SYNTAX_ERROR) (version 26.7.2.1 (embedded))\n');
  });
});

describe('toHttpStatus', () => {
  it('has a status for every code', () => {
    expect([toHttpStatus(62), toHttpStatus(60), toHttpStatus(194), toHttpStatus(99_999)]).toEqual([
      400, 404, 401, 500,
    ]);
  });
});
