import { Counter, type Registry } from 'prom-client';

/** One sample of a counter. */
export interface Cell {
  add(count: number): void;
}

/** A counter that is cheap to add to: `prom-client` looks its labels up on every call, so it is only told when it is read. */
export interface Tally<Label extends string> {
  /** The same cell for the same labels; to be kept by whoever adds often. */
  cell(labels: Readonly<Record<Label, string>>): Cell;
}

export interface TallyOptions<Label extends string> {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
}

export function createTally<Label extends string>({
  registry,
  name,
  help,
  labelNames,
}: TallyOptions<Label>): Tally<Label> {
  const pending = new Map<string, { readonly labels: Readonly<Record<Label, string>>; count: number }>();
  const cells = new Map<string, Cell>();
  const counter: Counter<Label> = new Counter({
    registers: [registry],
    name,
    help,
    labelNames: [...labelNames],
    collect() {
      for (const sample of pending.values()) {
        if (sample.count > 0) counter.inc(sample.labels, sample.count);
        sample.count = 0;
      }
    },
  });
  return {
    cell(labels) {
      const key = JSON.stringify(labelNames.map((label) => labels[label]));
      const known = cells.get(key);
      if (known !== undefined) return known;
      const sample = { labels, count: 0 };
      const cell: Cell = {
        add(count) {
          sample.count += count;
        },
      };
      pending.set(key, sample);
      cells.set(key, cell);
      return cell;
    },
  };
}
