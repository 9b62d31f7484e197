import { API_TOKEN_NAME } from '@paceline/protocol';
import { z } from 'zod';
import { closest } from './closest.ts';
import { DEFAULT_APP_NAME } from './defaultAppName.ts';
import { digestOfToken } from './digestOfToken.ts';
import { OWN_APP_NAME } from './ownAppName.ts';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Only what the checks look at, and forgiving: the file's schema tells what is malformed. */
const text = z.string().optional().catch(undefined);
const texts = z.array(text).catch([]);
function entries<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.array(z.object(shape).nullable().catch(null)).catch([]);
}
const looseSchema = z
  .object({
    apps: entries({ name: text, keys: texts.optional() }),
    receivers: entries({ name: text }),
    tokens: entries({ name: text, token: text, sha256: text, apps: texts.optional() }),
    budgets: entries({ app: text, receivers: texts.optional() }),
  })
  .partial()
  .catch({});

/**
 * What each part of the file can only be told beside the others: names used twice, names that nothing has.
 *
 * @param apiToken `PACELINE_API_TOKEN`, when it is known
 */
export function crossCheck(document: unknown, apiToken?: string): readonly Issue[] {
  const { apps = [], receivers = [], tokens = [], budgets = [] } = looseSchema.parse(document ?? {});
  const appNames = apps.map((app, index) => ({ value: app?.name, path: ['apps', index, 'name'] }));
  const keys = apps.flatMap((app, index) =>
    (app?.keys ?? []).map((value, keyIndex) => ({ value, path: ['apps', index, 'keys', keyIndex] })),
  );
  const receiverNames = receivers.map((receiver, index) => ({
    value: receiver?.name,
    path: ['receivers', index, 'name'],
  }));
  const namedReceivers = budgets.flatMap((budget, index) =>
    (budget?.receivers ?? []).map((value, place) => ({
      value,
      path: ['budgets', index, 'receivers', place],
    })),
  );
  const namedApps = budgets.map((budget, index) => ({ value: budget?.app, path: ['budgets', index, 'app'] }));
  return [
    ...repeated(appNames).map(({ value, path }) => ({
      path,
      message: `there is another app "${value}" above`,
    })),
    ...appNames
      .filter(({ value }) => value === OWN_APP_NAME)
      .map(({ path }) => ({
        path,
        message: `"${OWN_APP_NAME}" is the app that Paceline monitors itself with: choose another name`,
      })),
    // The key itself is a secret: it must not end up in a log.
    ...repeated(keys).map(({ path }) => ({ path, message: 'this key stands above already' })),
    ...repeated(receiverNames).map(({ value, path }) => ({
      path,
      message: `there is another receiver "${value}" above`,
    })),
    ...dangling(namedReceivers, receiverNames, 'receiver'),
    ...checkTokens(tokens, appNames, apiToken),
    ...(apps.length > 0 ? dangling(namedApps, appNames, 'app') : []),
  ];
}

type LooseTokens = NonNullable<z.infer<typeof looseSchema>['tokens']>;

function checkTokens(
  tokens: LooseTokens,
  appNames: readonly Named[],
  apiToken: string | undefined,
): readonly Issue[] {
  const names = tokens.map((token, index) => ({ value: token?.name, path: ['tokens', index, 'name'] }));
  const digests = tokens.flatMap((token, index) => [
    ...(token?.token === undefined
      ? []
      : [{ value: digestOfToken(token.token), path: ['tokens', index, 'token'] }]),
    { value: token?.sha256?.toLowerCase(), path: ['tokens', index, 'sha256'] },
  ]);
  const namedApps = tokens.flatMap((token, index) =>
    (token?.apps ?? []).map((value, place) => ({ value, path: ['tokens', index, 'apps', place] })),
  );
  const ownDigest = apiToken === undefined ? undefined : digestOfToken(apiToken);
  const unwritten = appNames.length > 0 ? [OWN_APP_NAME] : [DEFAULT_APP_NAME, OWN_APP_NAME];
  const knownApps = [...appNames, ...unwritten.map((value) => ({ value, path: [] }))];
  return [
    ...repeated(names).map(({ value, path }) => ({
      path,
      message: `there is another token "${value}" above`,
    })),
    ...names
      .filter(({ value }) => value === API_TOKEN_NAME)
      .map(({ path }) => ({
        path,
        message: `"${API_TOKEN_NAME}" is the name of PACELINE_API_TOKEN: choose another name`,
      })),
    // The token itself is a secret: it must not end up in a log.
    ...repeated(digests).map(({ path }) => ({ path, message: 'this token stands above already' })),
    ...digests
      .filter(({ value }) => value !== undefined && value === ownDigest)
      .map(({ path }) => ({
        path,
        message: 'this is PACELINE_API_TOKEN, which may do everything: take another one',
      })),
    ...dangling(namedApps, knownApps, 'app'),
  ];
}

interface Named {
  readonly value: string | undefined;
  readonly path: readonly PropertyKey[];
}

function repeated(names: readonly Named[]): readonly Named[] {
  const seen = new Set<string>();
  return names.filter(({ value }) => {
    if (value === undefined) return false;
    const isRepeated = seen.has(value);
    seen.add(value);
    return isRepeated;
  });
}

function dangling(uses: readonly Named[], names: readonly Named[], what: string): readonly Issue[] {
  const known = names.flatMap(({ value }) => value ?? []);
  return uses.flatMap(({ value, path }) => {
    if (value === undefined || known.includes(value)) return [];
    const near = closest(value, known);
    return [
      {
        path,
        message: `there is no ${what} "${value}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
      },
    ];
  });
}
