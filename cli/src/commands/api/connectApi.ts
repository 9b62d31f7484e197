import { formatProblems, parseEnvironment } from '@paceline/config';
import type { Scope } from '@paceline/protocol';
import { type ApiClient, type ApiFailure, createApiClient } from '@paceline/query-api/client';
import { FatalError } from '../../fatalError.ts';
import { printable } from '../deadLetters/printable.ts';
import { findToken } from './findToken.ts';
import { WrongUsage } from './wrongUsage.ts';

export interface ApiConnection {
  readonly client: ApiClient;
  /** What to tell of a failure in something that needs `scope`: a {@link WrongUsage} or a {@link FatalError}. */
  toError(failure: ApiFailure, scope: Scope): Error;
}

export interface ConnectOptions {
  /** Called with the headers of every answer. */
  readonly onAnswer?: (headers: Headers) => void;
}

/** Counting what is to be deleted may take minutes where there is much of it. */
const PATIENCE_MS = 5 * 60_000;
const BAD_REQUEST = 400;
const FORBIDDEN = 403;

/**
 * The API where the environment says that it is. Reads no `paceline.yaml`, so that it also serves where only an address and a
 * token are known.
 *
 * @throws {FatalError} when the environment is wrong, or there is no token
 */
export async function connectApi({ onAnswer }: ConnectOptions = {}): Promise<ApiConnection> {
  const { parsed, problems } = parseEnvironment(process.env, process.cwd());
  if (problems.length > 0) throw new FatalError(`the configuration is broken:\n${formatProblems(problems)}`);
  const { publicUrl: url } = parsed;
  const { token, from } = await findToken(parsed);
  let silence = '';

  const client = createApiClient({
    origin: url,
    token,
    patienceMs: PATIENCE_MS,
    fetch: async (input, init) => {
      try {
        const response = await fetch(input, init);
        silence = '';
        onAnswer?.(response.headers);
        return response;
      } catch (error) {
        silence = reasonOf(error);
        throw error;
      }
    },
  });

  return {
    client,
    toError(failure, scope) {
      switch (failure.reason) {
        case 'unreachable':
          return new FatalError(
            `nothing that can be used answers at ${url}${silence === '' ? '' : ` (${silence})`}: start Paceline, or set PACELINE_PUBLIC_URL or PACELINE_PORT to where it runs.`,
          );
        case 'unauthorized':
          return new FatalError(
            `Paceline at ${url} does not know the token from ${from}: set PACELINE_API_TOKEN to one that it knows.`,
          );
        case 'aborted':
          return new FatalError('stopped.');
        case 'refused':
          break;
      }
      const title = printable(failure.title);
      if (failure.status === BAD_REQUEST) return new WrongUsage(title.replace(/^Bad Request: /, ''));
      return new FatalError(
        failure.status === FORBIDDEN
          ? `the token from ${from} lacks the scope "${scope}": add it to the token's scopes in paceline.yaml, or set PACELINE_API_TOKEN to another token.`
          : `Paceline at ${url} answers: ${title}`,
      );
    },
  };
}

/** Why there was no answer: the code of the system, where it has one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return reasonOf(cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
