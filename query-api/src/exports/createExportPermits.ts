import { unavailable } from '../problem.ts';

/** Exports of one API process that may be on their way at one time: the embedded database has no more room for large results. */
export const MOST_EXPORTS = 2;

export interface ExportPermits {
  /**
   * Lets one more export begin; call what it returns when it is over.
   *
   * @throws {Problem} 503 with Retry-After when too many are on their way
   */
  take(): () => void;
}

export function createExportPermits(): ExportPermits {
  let taken = 0;
  return {
    take() {
      if (taken >= MOST_EXPORTS) {
        throw unavailable(
          `${MOST_EXPORTS} exports are on their way already. Try again when one is done.`,
          10,
        );
      }
      taken += 1;
      let isOver = false;
      return () => {
        if (!isOver) taken -= 1;
        isOver = true;
      };
    },
  };
}
