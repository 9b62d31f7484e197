import type { Options, PageContext } from './options.ts';
import { routeTemplate } from './routeTemplate.ts';

/*
 * A page has one SDK, so what it knows lives in modules: every object that is handed around would be bytes in every page.
 */

/** Whether the page is measured. */
export let isRunning = false;
/** What the app said at `init`; empty before. */
export let settings = {} as Options;
/** What is known about this page view. */
export let context: PageContext = {};
/** Whether anything may leave the page, or stay on the device. */
export let hasConsent = false;

export const applySettings = (options: Options): void => {
  isRunning = true;
  settings = options;
  context = {};
  hasConsent = !options.waitForConsent;
};
export const setNotRunning = (): void => {
  isRunning = false;
};
export const addContext = (partial: PageContext): void => {
  context = { ...context, ...partial };
};
export const setHasConsent = (isGiven: boolean): void => {
  hasConsent = isGiven;
};

/** Where batches go. */
export const ingestUrl = (): string => `${settings.endpoint}/v1/events`.replace('//v1', '/v1');

/** The template of a path, by the app's rules. */
export const toRoute = (path: string): string => routeTemplate(path, settings.routes);
