import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ApiFailure } from '@paceline/query-api/client';
import type { SessionProblem } from '../models/sessionModel.ts';
import { useModels } from './DashboardContext.ts';
import { Brand } from './Brand.tsx';

/** Asks for a token. */
export function SignIn() {
  const { session } = useModels();
  const field = useRef<HTMLInputElement>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    document.title = 'Sign in – Paceline';
    field.current?.focus();
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement) || isBusy.value) return;
    const entered = new FormData(form);
    const token = entered.get('token');
    if (typeof token !== 'string' || token.trim() === '') return;
    isBusy.value = true;
    void session.signIn(token.trim(), entered.get('remember') !== null).finally(() => {
      isBusy.value = false;
    });
  };
  const problem = session.problem.value;
  const isWrong = problem?.reason === 'wrong-token';
  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit}>
        <Brand />
        <h1>Sign in</h1>
        {problem !== null && (
          <p class="sign-in-problem" role="alert" id="problem">
            {describe(problem)}
          </p>
        )}
        <label for="token">API token</label>
        <input
          ref={field}
          id="token"
          name="token"
          type="password"
          required
          autocomplete="current-password"
          spellcheck={false}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'problem token-hint' : 'token-hint'}
        />
        <p class="hint" id="token-hint">
          <code>npm start</code> prints it, with a link that signs you in. It is the value of{' '}
          <code>PACELINE_API_TOKEN</code>, if you have set one, or one of the <code>tokens</code> in{' '}
          <code>paceline.yaml</code>.
        </p>
        <label class="check">
          <input type="checkbox" name="remember" /> Keep me signed in for 30 days
        </label>
        <button type="submit" class="button button-primary" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function describe(problem: SessionProblem): string {
  switch (problem.reason) {
    case 'wrong-token':
      return 'That token was not accepted. It may have been changed; use the current one.';
    case 'ended':
      return 'You were signed out: the session was not used for long, or its token was changed.';
    case 'not-ended':
      return 'Paceline did not answer, so this browser is not signed out yet. Reload the page and sign out again.';
    case 'failed':
      return describeFailure(problem.failure);
    default:
      return problem satisfies never;
  }
}

function describeFailure(failure: ApiFailure): string {
  return failure.reason === 'refused'
    ? `${failure.title} (status ${failure.status}).`
    : 'Paceline does not answer: is it running, and is this machine online?';
}
