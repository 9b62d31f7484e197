/** Labels below a domain, as browsers write them. */
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Whether a page of an origin may send: `*` allows all, `https://*.shop.example` every host below that domain (and not the
 * domain itself), anything else itself alone. A request without an origin (a server) always may.
 */
export function createOriginRule(origins: readonly string[]): (origin: string | undefined) => boolean {
  const allowsAll = origins.includes('*');
  const exact = new Set(origins.filter((origin) => !origin.includes('*')));
  const below = origins.flatMap((origin) => {
    const [scheme = '', domain = ''] = origin.split('*');
    return domain === '' ? [] : [{ scheme, domain }];
  });

  return function allows(origin) {
    if (origin === undefined || allowsAll || exact.has(origin)) return true;
    return below.some(
      ({ scheme, domain }) =>
        origin.startsWith(scheme) &&
        origin.endsWith(domain) &&
        LABELS.test(origin.slice(scheme.length, -domain.length)),
    );
  };
}
