import { z } from 'zod';
import { closest } from './closest.ts';
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
    budgets: entries({ app: text, receivers: texts.optional() }),
  })
  .partial()
  .catch({});

/** What each part of the file can only be told beside the others: names used twice, names that nothing has. */
export function crossCheck(document: unknown): readonly Issue[] {
  const { apps = [], receivers = [], budgets = [] } = looseSchema.parse(document ?? {});
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
    ...(apps.length > 0 ? dangling(namedApps, appNames, 'app') : []),
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
