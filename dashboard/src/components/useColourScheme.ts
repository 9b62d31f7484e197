import { useEffect, useState } from 'preact/hooks';
import { useModels } from './DashboardContext.ts';

const QUERY = '(prefers-color-scheme: dark)';

/** The colours that are on, `light` or `dark`, by choice or by the operating system. */
export function useColourScheme(): 'light' | 'dark' {
  const { preferences } = useModels();
  const [systemIsDark, setSystemIsDark] = useState(() => matchMedia(QUERY).matches);
  useEffect(() => {
    const system = matchMedia(QUERY);
    const listen = () => setSystemIsDark(system.matches);
    system.addEventListener('change', listen);
    return () => system.removeEventListener('change', listen);
  }, []);
  const theme = preferences.theme.value;
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}
