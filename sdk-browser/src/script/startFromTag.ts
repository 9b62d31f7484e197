import type { Handle } from '../handle.ts';
import type { Options } from '../options.ts';

/**
 * Starts from the attributes of the first script tag that has a `data-key` and `paceline` in its address, named as the options are: `data-release`,
 * `data-sample-rate`, `data-wait-for-consent="true"`; `data-routes` separated by spaces; `data-endpoint` is where the
 * script came from, unless it says otherwise. What runs already goes on.
 */
export function startFromTag(init: (options: Options) => Handle): void {
  // A page's first query by selector would take longer than all the rest.
  const tag: (HTMLScriptElement & Pick<Options, 'tracing'>) | undefined = [...document.scripts].find(
    ({ src, dataset }) => dataset['key'] && src.includes('paceline'),
  );
  if (!tag || window.paceline) return;
  // Numbers stay texts: where they are used, either does.
  window.paceline = init({
    endpoint: new URL(tag.src).origin,
    ...(tag.dataset as Partial<Options> & Pick<Options, 'key'>),
    routes: tag.dataset['routes']?.split(' '),
    tracing: tag.tracing,
  });
}
