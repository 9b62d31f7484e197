import type { Finding, FuzzResult } from './fuzz.ts';

/** What was found, with what is needed to see it again; empty when nothing was. */
export function describeFindings({ findings }: FuzzResult): string {
  return findings.map(describe).join('\n\n');
}

function describe({ seed, path, firstFaults, faults, input }: Finding): string {
  const others = firstFaults.filter((fault) => !faults.includes(fault));
  return [
    `seed ${seed}, path "${path}"`,
    ...faults.map((fault) => `  ${fault}`),
    `  smallest input: ${input}`,
    ...others.map((fault) => `  before it was made smaller: ${fault}`),
  ].join('\n');
}
