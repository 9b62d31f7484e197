import type { Distribution } from '@paceline/protocol';

/** How many observations there are behind an answer. */
export function toAmounts({ events, weight, errors }: Distribution) {
  return { events, weight, errors };
}
