import type { Answer, AskedName } from '../client/createApiClient.ts';

/** What endpoints may answer, for people who read the description. */
export const EXAMPLES: { readonly [Name in AskedName]?: Answer<Name> } & Readonly<Record<string, unknown>> =
  {};
