/** https://wicg.github.io/netinfo/ */
export interface NetworkInformation {
  readonly effectiveType?: string;
}

/** What browsers offer and TypeScript's DOM library does not (yet) describe. Every member may be missing. */
declare global {
  interface Navigator {
    /** https://w3c.github.io/gpc/ */
    readonly globalPrivacyControl?: boolean;
    readonly connection?: NetworkInformation;
  }
  interface Window {
    /** https://whatpr.org/fetch/1647.html#dom-window-fetchlater */
    readonly fetchLater?: (url: string, init: RequestInit) => unknown;
  }
  interface PerformanceResourceTiming {
    /** https://w3c.github.io/resource-timing/#dom-performanceresourcetiming-contenttype */
    readonly contentType?: string;
    /** https://w3c.github.io/resource-timing/#dom-performanceresourcetiming-renderblockingstatus */
    readonly renderBlockingStatus?: 'blocking' | 'non-blocking';
  }
}
