import type { Context, Source } from '@paceline/protocol';
import type { IngestRequest } from '../ingest/ingestRequest.ts';
import { createUserAgentReader } from './createUserAgentReader.ts';
import { isCountry } from './isCountry.ts';

/**
 * Fills what the sender's context lacks from the request: the country from the header that a proxy sets, and of pages browser,
 * system and class of device from the user agent. What the sender says goes first.
 */
export function createContextFiller(
  countryHeader: string | undefined,
): (context: Context, source: Source, request: IngestRequest) => Context {
  const readUserAgent = createUserAgentReader();

  function countryOf(request: IngestRequest): string | undefined {
    if (countryHeader === undefined) return undefined;
    const code = request.header(countryHeader)?.trim().toUpperCase();
    return code !== undefined && isCountry(code) ? code : undefined;
  }

  return function fillContext(context, source, request) {
    const country = context.country === undefined ? countryOf(request) : undefined;
    const lacksAgent =
      source === 'browser' &&
      (context.browser === undefined || context.os === undefined || context.device === undefined);
    const userAgent = lacksAgent ? request.header('user-agent') : undefined;
    if (country === undefined && userAgent === undefined) return context;
    return {
      ...(userAgent === undefined ? {} : readUserAgent(userAgent)),
      ...(country === undefined ? {} : { country }),
      ...context,
    };
  };
}
