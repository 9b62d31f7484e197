import { describe, expect, it } from 'vitest';

import { fillTemplate } from './fillTemplate.ts';
import { loadSqlTexts, toStatements } from './sqlText.ts';

describe('loadSqlTexts', () => {
  it('has the migrations in order, numbered without gaps', () => {
    const names = loadSqlTexts().migrations.map(({ name }) => name);
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  });

  it('has only statements that may run twice', () => {
    for (const { statements } of loadSqlTexts().migrations) {
      for (const statement of statements) expect(statement).toMatch(/IF (NOT )?EXISTS|MODIFY (QUERY|COLUMN)/);
    }
  });

  it('names a folder that is not there', () => {
    expect(() => loadSqlTexts(new URL('./nowhere/', import.meta.url))).toThrow('nowhere');
    expect(() => loadSqlTexts().query('nothing')).toThrow('nothing');
  });
});

describe('toStatements', () => {
  it('splits where a semicolon ends a line', () => {
    expect(toStatements("SELECT ';';\n-- b\nSELECT 2; \n\n")).toEqual(["SELECT ';'", '-- b\nSELECT 2']);
  });
});

describe('fillTemplate', () => {
  it('fills every name and leaves bound parameters alone', () => {
    expect(fillTemplate('{{a}} {b:String} {{{c}}:UInt32}', { a: 'x', c: 'y0' })).toBe(
      'x {b:String} {y0:UInt32}',
    );
    expect(() => fillTemplate('{{a}}', {})).toThrow('"a"');
  });
});
