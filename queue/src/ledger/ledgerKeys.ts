import type { DropReason, RefusalReason } from '@paceline/protocol';

/** Key of the hash that counts what became of an app's events. */
export function ledgerKey(prefix: string, app: string): string {
  return `${prefix}:ledger:${app}`;
}

/** Fields of that hash. */
export const LEDGER_FIELDS = {
  received: 'received',
  inFlight: 'in-flight',
  deadLettered: 'dead-lettered',
  dropped: (reason: DropReason) => `dropped:${reason}`,
  refused: (reason: RefusalReason) => `refused:${reason}`,
} as const;

/** Key of the hash with the fields `state` and `since`: whether workers can store. */
export function storeStateKey(prefix: string): string {
  return `${prefix}:store-state`;
}
