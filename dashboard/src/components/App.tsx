import { useSignalEffect } from '@preact/signals';
import { useModels } from './DashboardContext.ts';
import { FirstPage } from './FirstPage.tsx';
import { SignIn } from './SignIn.tsx';

/** The sign-in form, or the page. */
export function App() {
  const { session, preferences } = useModels();
  useSignalEffect(() => {
    const theme = preferences.theme.value;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  });
  return session.token.value === null ? <SignIn /> : <FirstPage />;
}
