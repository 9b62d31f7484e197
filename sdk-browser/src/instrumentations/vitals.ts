import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from 'web-vitals';
import type { Page } from '../page.ts';

/**
 * LCP, INP, CLS, FCP and TTFB, each as web-vitals first reports it. A value that grows after the
 * page was hidden and shown again is reported by web-vitals a second time under the same id; once
 * sent it cannot be taken back, so the first report stands. A page restored from the back/forward
 * cache measures anew, under new ids.
 */
export function watchVitals(page: Page): void {
  const reported = new Set<string>();
  const report = ({ name, value, id, navigationType }: Metric): void => {
    if (reported.has(id)) return;
    reported.add(id);
    page.recordVital(name, value, { id, navigationType });
  };
  for (const watch of [onTTFB, onFCP, onLCP, onCLS]) watch(report);
  // Asked for final values only, web-vitals loses interactions that it had not got round to when the
  // page was left, as a click on a link often is. So take every change, and report the last.
  let interaction: Metric | undefined;
  onINP((metric) => (interaction = metric), { reportAllChanges: true });
  page.onHidden(() => interaction && report(interaction));
}
