declare global {
  interface Window {
    /** https://wicg.github.io/soft-navigations/ */
    readonly PerformanceSoftNavigation?: { readonly prototype: object };
  }
}

/** Whether the browser tells soft navigations, in the form that web-vitals reads: the SDK always asks for them. */
export const checkSoftNavsEnabled = (): boolean =>
  'getLargestInteractionContentfulPaint' in (window.PerformanceSoftNavigation?.prototype ?? {});

/** Only web-vitals' attribution reads what is stored. */
export const storeSoftNavEntry = (): void => {};
