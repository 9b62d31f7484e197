/** Rows of each area while they load: as many as the documented budgets have, so that nothing jumps. */
const ROWS = [10, 4, 8];

/** The scorecard's place while the first answer is awaited. */
export function ScorecardSkeleton() {
  return (
    <div class="areas skeleton" role="status" aria-label="Loading the budgets">
      {ROWS.map((rows, index) => (
        <div class="area" key={index} aria-hidden="true">
          <div class="area-head">
            <span class="bone bone-title" />
          </div>
          {Array.from({ length: rows }, (_, row) => (
            <div class="row" key={row}>
              <span class="cell-status">
                <span class="bone" />
              </span>
              <span class="cell-budget">
                <span class="bone bone-wide" />
              </span>
              <span class="cell-trend">
                <span class="bone" />
              </span>
              <span class="cell-value">
                <span class="bone" />
              </span>
              <span class="cell-target">
                <span class="bone" />
              </span>
              <span class="cell-headroom">
                <span class="bone" />
              </span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
