import type { Scope } from '@paceline/protocol';
import { Problem } from '../problem.ts';
import type { Session } from './sessions/session.ts';

/** The apps that a caller may know of; to everybody else's it is told that there are none. */
export interface VisibleApps {
  readonly names: readonly string[];
}

/** Who asks, and what they may do. */
export interface Caller {
  /** Of the token, for people and logs. */
  readonly name: string;
  readonly apps: VisibleApps;
  readonly scopes: ReadonlySet<Scope>;
}

/** What the context holds of a request that was let in. */
export interface CallerEnv {
  readonly Variables: {
    caller: Caller;
    /** Absent for who sent a token. */
    session?: Session;
  };
}

/** What the context holds once the scope of the route was found with the caller. */
export interface AuthorisedEnv {
  readonly Variables: CallerEnv['Variables'] & { apps: VisibleApps };
}

/**
 * The app of a name, for who may see it.
 *
 * @throws {Problem} 404 naming the apps there are for this caller; the same one whether another app has that name or none
 */
export function knownApp({ names }: VisibleApps, name: string): string {
  if (names.includes(name)) return name;
  const known = names.join(', ');
  throw new Problem(404, {
    detail: `There is no app ${JSON.stringify(name)}. ${known === '' ? 'None is configured.' : `There are: ${known}.`}`,
    problems: [{ parameter: 'app', detail: 'not configured' }],
  });
}
