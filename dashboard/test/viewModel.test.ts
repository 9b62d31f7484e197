import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RANGE, parseRange, rangeName, type TimeRange } from '../src/models/timeRange.ts';
import {
  createViewModel,
  parseView,
  SHOWN_STATUSES,
  toViewSearch,
  type View,
} from '../src/models/viewModel.ts';

const name = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { nil: null });
const range: fc.Arbitrary<TimeRange> = fc.oneof(
  fc.integer({ min: 60, max: 999_999 }).map((seconds): TimeRange => ({ kind: 'last', seconds })),
  fc
    .tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1000, max: 4e10 }))
    .map(([fromMs, lengthMs]): TimeRange => ({ kind: 'between', fromMs, toMs: fromMs + lengthMs })),
);
const anyView: fc.Arbitrary<View> = fc.record({
  app: name,
  environment: name,
  range,
  metric: name,
  budget: name,
  status: fc.constantFrom(...SHOWN_STATUSES, null),
});

const searchOf = (address: string) => new URL(address, 'http://paceline').search;

/** An address bar with a history, as far as the view needs one. */
function createAddressBar(search: string) {
  const entries = [search];
  let navigate: (() => void) | undefined;
  const location = { pathname: '/', search };
  return {
    entries,
    deps: {
      location,
      history: {
        pushState: (_state: unknown, _title: string, address?: string | URL | null) => {
          location.search = searchOf(String(address));
          entries.push(location.search);
        },
        replaceState: (_state: unknown, _title: string, address?: string | URL | null) => {
          location.search = searchOf(String(address));
          entries[entries.length - 1] = location.search;
        },
      },
      onNavigate: (run: () => void) => {
        navigate = run;
      },
    },
    back: () => {
      entries.pop();
      location.search = entries.at(-1) ?? '';
      navigate?.();
    },
  };
}

describe('the view in the address', () => {
  it('comes back from its own address exactly', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        expect(parseView(toViewSearch(view))).toEqual(view);
      }),
    );
  });

  it('is a view whatever the address says', () => {
    fc.assert(
      fc.property(fc.string(), fc.webQueryParameters(), (text, query) => {
        for (const search of [text, `?${query}`, `?range=${text}&status=${text}&from=${text}&to=${text}`]) {
          const view = parseView(search);
          expect(parseView(toViewSearch(view))).toEqual(view);
        }
      }),
    );
  });

  it.each(['', 'x', '0h', '30s', '401d', '-1h', '1.5h', '1h30m', '1H'])(
    'takes no range from "%s"',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
      expect(parseView(`?range=${text}`).range).toEqual(DEFAULT_RANGE);
    },
  );

  it.each([
    [90 * 60, '90m'],
    [24 * 3600, '24h'],
    [7 * 86_400, '7d'],
    [61, '61s'],
  ])('names %d seconds %s', (seconds, expected) => {
    expect(rangeName(seconds)).toBe(expected);
  });

  it('needs both ends of a marked time, in order', () => {
    expect(parseView('?from=2026-01-01T00:00:00Z').range).toEqual(DEFAULT_RANGE);
    expect(parseView('?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z').range).toEqual(DEFAULT_RANGE);
  });
});

describe('createViewModel', () => {
  it('adds what is shown to the history, so that going back shows it again', () => {
    const bar = createAddressBar('?app=shop&range=1h');
    const model = createViewModel(bar.deps);
    model.show({ metric: 'vital.lcp' });
    expect(bar.entries.at(-1)).toBe('?app=shop&range=1h&metric=vital.lcp');
    bar.back();
    expect(model.view.value).toMatchObject({ app: 'shop', metric: null });
  });

  it('fills in what the address left open without an entry of its own', () => {
    const bar = createAddressBar('');
    createViewModel(bar.deps).settle({ app: 'shop' });
    expect(bar.entries).toEqual(['?app=shop&range=1h']);
  });

  it('adds no entry for what is shown already', () => {
    const bar = createAddressBar('?app=shop&range=1h');
    createViewModel(bar.deps).show({ app: 'shop' });
    expect(bar.entries).toHaveLength(1);
  });

  it('goes back from a marked time to the range before it', () => {
    const model = createViewModel(createAddressBar('?range=6h').deps);
    model.show({ range: { kind: 'between', fromMs: 0, toMs: 60_000 } });
    model.unzoom();
    expect(model.view.value.range).toEqual({ kind: 'last', seconds: 6 * 3600 });
  });
});
