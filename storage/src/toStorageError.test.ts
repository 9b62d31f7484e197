import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, it } from 'vitest';

import { StorageError } from './storageError.ts';
import { toStorageError } from './toStorageError.ts';

const clickHouseError = (code: string, message = 'no') =>
  new ClickHouseError({ code, type: 'SOME_TYPE', message });

describe('toStorageError', () => {
  it.each([
    ['241', 'too-heavy'],
    ['159', 'too-heavy'],
    ['202', 'busy'],
    ['252', 'busy'],
    ['236', 'unreachable'],
    ['27', 'rejected-rows'],
    ['516', 'refused'],
    ['60', 'refused'],
    ['999999', 'refused'],
  ])('reads the code %s as %s', (code, reason) => {
    expect(toStorageError(clickHouseError(code), 'ask').reason).toBe(reason);
  });

  it('reads every error without a code of ClickHouse as unreachable', () => {
    expect(toStorageError(new Error('Timeout error.'), 'ask').reason).toBe('unreachable');
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(toStorageError(refused, 'ask').message).toContain('ECONNREFUSED');
    expect(toStorageError('gone', 'ask')).toMatchObject({ reason: 'unreachable', cause: 'gone' });
  });

  it('says what was tried, and repeats no rows', () => {
    const error = toStorageError(clickHouseError('27', 'Cannot parse:\nRow 1: secret'), 'insert errors');
    expect(error.message).toBe('ClickHouse refused to insert errors: SOME_TYPE 27: Cannot parse:');
  });

  it('leaves a storage error as it is', () => {
    const error = new StorageError('busy', 'x');
    expect(toStorageError(error, 'ask')).toBe(error);
  });
});
