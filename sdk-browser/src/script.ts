import { init } from './init.ts';

/**
 * Entry of the script tag: starts with the tag's own `data-key`, `data-endpoint` (else where the
 * script came from), `data-release`, `data-environment`, `data-sample-rate`, `data-route` and
 * `data-routes` (separated by spaces). A second tag changes nothing.
 */
function startFromTag(script: HTMLOrSVGScriptElement | null): void {
  if (!(script instanceof HTMLScriptElement)) return;
  const { key, endpoint, release, environment, sampleRate, route, routes } = script.dataset;
  if (!key || window.paceline) return;
  window.paceline = init({
    key,
    endpoint: endpoint ?? new URL(script.src).origin,
    release,
    environment,
    sampleRate: +(sampleRate ?? 1),
    route,
    routes: routes?.split(' '),
  });
}

startFromTag(document.currentScript);
