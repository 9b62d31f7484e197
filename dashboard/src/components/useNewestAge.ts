import { useModels } from './DashboardContext.ts';

/**
 * Milliseconds since the newest event of the app was stored; `null` when nothing was, or when it is not known. While
 * updates are paused as of the last answer, as nobody knows what was stored since.
 */
export function useNewestAge(): number | null {
  const { ingest, live, nowMs } = useModels().dashboard;
  const storedAtMs = ingest.storedAtMs.value;
  if (storedAtMs === null) return null;
  const { loadedAtMs } = ingest.ledger.value;
  const asOfMs = live.state.value === 'paused' ? (loadedAtMs ?? nowMs.value) : nowMs.value;
  return Math.max(0, asOfMs - storedAtMs);
}
