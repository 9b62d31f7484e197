import { init, type Handle } from './init.ts';

declare global {
  interface Window {
    /** Handle of the SDK that was started by a script tag. */
    paceline?: Handle;
  }
}

/**
 * Entry of the script tag: starts with the tag's own `data-key`, `data-endpoint` (else where the
 * script came from), `data-release`, `data-environment`, `data-sample-rate` and `data-route`.
 */
function startFromTag(script: HTMLOrSVGScriptElement | null): void {
  if (!(script instanceof HTMLScriptElement) || !script.dataset['key']) return;
  const { key, endpoint, release, environment, sampleRate, route } = script.dataset;
  window.paceline = init({
    key,
    endpoint: endpoint ?? new URL(script.src).origin,
    ...(release && { release }),
    ...(environment && { environment }),
    ...(sampleRate && { sampleRate: +sampleRate }),
    ...(route && { route }),
  });
}

startFromTag(document.currentScript);
