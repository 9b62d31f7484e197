import type { ReportOpts } from 'web-vitals';

declare global {
  interface Window {
    /** https://wicg.github.io/soft-navigations/ */
    readonly PerformanceSoftNavigation?: { readonly prototype: object };
  }
}

/** Whether soft navigations are asked for, and the browser tells them in the form that web-vitals reads. */
export const checkSoftNavsEnabled = ({ reportSoftNavs }: ReportOpts): boolean | undefined =>
  reportSoftNavs &&
  'getLargestInteractionContentfulPaint' in (window.PerformanceSoftNavigation?.prototype ?? {});

/** Only web-vitals' attribution reads what is stored. */
export const storeSoftNavEntry = (): void => {};
