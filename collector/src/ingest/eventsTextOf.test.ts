import { assert, constantFrom, dictionary, integer, json, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsTextOf } from './eventsTextOf.ts';

describe('eventsTextOf', () => {
  it('gives the list as it was written', () => {
    expect(eventsTextOf('{"id":"a","events":[{"a":1},  {"b":[2]}]}')).toBe('[{"a":1},  {"b":[2]}]');
  });

  it.each([
    ['the list does not come last', '{"events":[1],"id":"a"}'],
    ['there is none', '{"id":"a","event":[1]}'],
    ['it lies deeper', '{"context":{"events":[1]}}'],
    ['it lies in a list', '[{"events":[1]}]'],
    ['something is escaped', '{"id":"\\u0061","events":[1]}'],
    ['it is written with spaces', '{"events": [1]}'],
  ])('gives nothing when %s', (_, text) => {
    expect(eventsTextOf(text)).toBeUndefined();
  });

  it('gives a text that reads as the same list at the beginning of an object, whatever the batch repeats', () => {
    const member = record({
      name: constantFrom('events', 'id', 'context', 'release'),
      value: constantFrom(
        '[]',
        '[1]',
        '[{"events":[2]}]',
        '{"events":[3]}',
        '"\\"events\\":["',
        '"x"',
        '[[]]',
      ),
    });
    assert(
      property(member, member, member, member, (...members) => {
        const text = `{${members.map(({ name, value }) => `"${name}":${value}`).join(',')}}`;
        const list = eventsTextOf(text);
        if (list === undefined) return;
        const batch = JSON.parse(text) as { readonly events: unknown };
        const read = JSON.parse(`{"events":${list},"id":"own","context":{},"release":"own"}`) as object;
        expect(read).toEqual({ events: batch.events, id: 'own', context: {}, release: 'own' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never fails, and never gives more than JSON, for any JSON', () => {
    assert(
      property(json(), dictionary(string(), integer()), (text, other) => {
        for (const candidate of [text, JSON.stringify({ ...other, events: [text] })]) {
          const list = eventsTextOf(candidate);
          if (list !== undefined) JSON.parse(`{"events":${list}}`);
        }
      }),
    );
  });
});
