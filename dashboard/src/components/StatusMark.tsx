import type { ShownStatus } from '../models/viewModel.ts';
import { STATUS_NAMES } from '../models/scorecard.ts';
import { Icon } from './Icon.tsx';

/** A status by shape, word and colour. */
export function StatusMark({ status }: { status: ShownStatus }) {
  return (
    <span class={`status status-${status}`}>
      <Icon name={status} />
      <span>{STATUS_NAMES[status]}</span>
    </span>
  );
}
