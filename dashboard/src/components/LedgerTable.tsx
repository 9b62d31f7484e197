import type { LedgerRow } from '../models/ledgerRows.ts';

interface LedgerTableProps {
  readonly caption: string;
  /** What is counted. */
  readonly column: string;
  readonly rows: readonly LedgerRow[];
}

/** Counts, exactly; parts with the sign by which they add up. */
export function LedgerTable({ caption, column, rows }: LedgerTableProps) {
  const firstPart = rows.find(({ role }) => role === 'part')?.key;
  return (
    <table class="ledger">
      <caption>{caption}</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">What became of them</th>
          <th scope="col">{column}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, meaning, count, role }) => (
          <tr
            key={key}
            class={`ledger-${role}`}
            data-outcome={key}
            data-count={count ?? undefined}
            data-none={count === 0}
          >
            <th scope="row">
              {role === 'part' && (
                <span class="ledger-sign" aria-hidden="true">
                  {key === firstPart ? '=' : '+'}
                </span>
              )}
              {name} {meaning !== '' && <small>{meaning}</small>}
            </th>
            <td>{count === null ? '–' : count.toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
