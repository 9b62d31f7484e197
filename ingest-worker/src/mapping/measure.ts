import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

export function measure({ name, value }: EventOf<'measure'>): readonly Figure[] {
  return [{ metric: `custom.${name}`, value }];
}
