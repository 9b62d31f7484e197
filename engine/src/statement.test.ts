import { describe, expect, it } from 'vitest';

import { parseStatement } from './statement.ts';

describe('parseStatement', () => {
  it.each([
    ['SELECT 1', true],
    ['  -- why\n /* because */ select 1', true],
    ['WITH 1 AS x SELECT x', true],
    ['(SELECT 1) UNION ALL (SELECT 2)', true],
    ['SHOW TABLES', true],
    ['EXPLAIN SELECT 1', true],
    ['CREATE TABLE t (a Int8) ORDER BY a', false],
    ['ALTER TABLE t DELETE WHERE 1', false],
    ['INSERT INTO t VALUES (1)', false],
    ['SET a = 1', false],
  ])('tells whether %j only reads', (sql, reads) => {
    expect(parseStatement(sql).reads).toBe(reads);
  });

  it.each([
    ['SET max_threads = 1', true],
    ['use shop', true],
    ['CREATE TEMPORARY TABLE t (a Int8)', true],
    ['CREATE OR REPLACE TEMPORARY TABLE t (a Int8)', true],
    ['SELECT 1 SETTINGS max_threads = 1', false],
  ])('tells whether %j changes the session', (sql, changes) => {
    expect(parseStatement(sql).changesSession).toBe(changes);
  });

  it.each([
    ['SELECT 1 FORMAT JSON', 'JSON'],
    ['SELECT 1\nformat JSONEachRow -- done', 'JSONEachRow'],
    ["SELECT 'FORMAT CSV'", undefined],
    ['SELECT format({a:String}, 1)', undefined],
    ['SELECT 1 FORMAT CSV SETTINGS max_threads = 1', 'CSV'],
    ['SELECT x AS format FROM t', undefined],
    ['SELECT format FORMAT CSV', 'CSV'],
    ['SELECT format SETTINGS max_threads = 1', undefined],
    ['SELECT format AS f, x FROM t WHERE format = 1 FORMAT Parquet;', 'Parquet'],
  ])('finds the format of %j', (sql, format) => {
    expect(parseStatement(sql).format).toBe(format);
  });

  it('says where the format clause begins', () => {
    const { text, formatAt } = parseStatement('SELECT format -- so\nFORMAT CSV SETTINGS max_threads = 1;');
    expect(text.slice(formatAt)).toBe('FORMAT CSV SETTINGS max_threads = 1');
    expect(parseStatement('SELECT 1').formatAt).toBeUndefined();
  });

  it.each([
    ['SELECT 1;', false],
    ['SELECT 1; -- the end\n', false],
    ["SELECT ';' ;  SELECT 2", true],
    ["SELECT 'it''s; \\'', `a;b`, \";\"", false],
    ['SELECT 1 /* ; SELECT 2 */', false],
  ])('tells whether %j holds several statements', (sql, several) => {
    expect(parseStatement(sql).several).toBe(several);
  });

  it('leaves a trailing semicolon out of the text', () => {
    expect(parseStatement('SELECT 1; -- end').text).toBe('SELECT 1');
  });

  it.each([
    ['INSERT INTO t FORMAT CSV', 't', undefined, 'CSV', true],
    [
      'insert into shop.orders (id, `name`) format JSONEachRow\n{}',
      'shop.orders',
      ['id', 'name'],
      'JSONEachRow',
      true,
    ],
    ['INSERT INTO TABLE "shop".`orders` FORMAT TSV', 'shop.orders', undefined, 'TSV', true],
    ['INSERT INTO `odd-name` FORMAT CSV', 'odd-name', undefined, 'CSV', false],
    ['INSERT INTO t (* EXCEPT(b)) FORMAT CSV', 't', undefined, 'CSV', false],
    ['INSERT INTO t (`a.b`, c) FORMAT CSV', 't', undefined, 'CSV', false],
    ['INSERT INTO t SETTINGS async_insert = 0 FORMAT CSV', 't', undefined, 'CSV', false],
    ['INSERT INTO FUNCTION null() FORMAT CSV', undefined, undefined, 'CSV', false],
    ['INSERT INTO t (a) VALUES (1), (2)', 't', ['a'], 'Values', false],
    ['INSERT INTO t SELECT 1', 't', undefined, undefined, false],
    ['INSERT INTO t (a) WITH 1 AS x SELECT x', 't', ['a'], undefined, false],
    ['INSERT INTO t', 't', undefined, 'Values', false],
  ])('reads the head of %j', (sql, table, columns, format, plain) => {
    expect(parseStatement(sql).insert).toMatchObject({ table, columns, format, plain });
  });

  it('says where the rows begin', () => {
    const sql = 'INSERT INTO t FORMAT CSV\n1;2\n';
    expect(sql.slice(parseStatement(sql).insert?.rowsAt)).toBe('\n1;2\n');
    expect(parseStatement(sql).several).toBe(false);
  });
});
