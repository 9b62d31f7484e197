import { useEffect, useRef } from 'preact/hooks';
import { useModels } from './DashboardContext.ts';
import { Brand } from './Brand.tsx';

/** Asks for the API token. */
export function SignIn() {
  const { session } = useModels();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in – Paceline';
    field.current?.focus();
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const entered = new FormData(form);
    const token = entered.get('token');
    if (typeof token === 'string' && token.trim() !== '') {
      session.signIn(token.trim(), entered.get('remember') !== null);
    }
  };
  const rejected = session.rejected.value;
  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit}>
        <Brand />
        <h1>Sign in</h1>
        {rejected && (
          <p class="sign-in-rejected" role="alert" id="rejected">
            That token was not accepted. It may have been changed; use the current one.
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
          aria-invalid={rejected}
          aria-describedby={rejected ? 'rejected token-hint' : 'token-hint'}
        />
        <p class="hint" id="token-hint">
          <code>npm start</code> prints it, with a link that signs you in. It is the value of{' '}
          <code>PACELINE_API_TOKEN</code>, if you have set one.
        </p>
        <label class="check">
          <input type="checkbox" name="remember" /> Remember it in this browser
        </label>
        <button type="submit" class="button button-primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
