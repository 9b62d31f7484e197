import { useSignalEffect } from '@preact/signals';
import { useModels } from './DashboardContext.ts';
import { FirstPage } from './FirstPage.tsx';
import { SignIn } from './SignIn.tsx';

/** The sign-in form, or the page; also while it is not known yet who looks, as mostly somebody is signed in. */
export function App() {
  const { session, preferences } = useModels();
  useSignalEffect(() => {
    const theme = preferences.theme.value;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  });
  return session.current.value === null && !session.isChecking.value ? <SignIn /> : <FirstPage />;
}
