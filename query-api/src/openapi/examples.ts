import type { Answer, AskedName, Question } from '../client/createApiClient.ts';
import type { EndpointName } from '../client/endpoints.ts';
import * as figures from './examples/figures.ts';
import * as others from './examples/others.ts';
import * as raw from './examples/raw.ts';

/** What endpoints may answer, for people who read the description. */
export const EXAMPLES: { readonly [Name in EndpointName]?: Name extends AskedName ? Answer<Name> : never } = {
  ...figures,
  ...others,
  ...raw,
};

/** Bodies that endpoints take. */
export const BODY_EXAMPLES: {
  readonly [Name in EndpointName]?: Question<Name> extends { readonly body: infer Body } ? Body : never;
} = { signIn: { token: 'the-token-printed-at-the-first-start', remember: false } };
