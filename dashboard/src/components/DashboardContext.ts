import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DashboardModel } from '../models/dashboardModel.ts';
import type { PreferencesModel } from '../models/preferencesModel.ts';
import type { SessionModel } from '../models/sessionModel.ts';
import type { ViewModel } from '../models/viewModel.ts';

/** The models that components read and act on. */
export interface Models {
  readonly session: SessionModel;
  readonly view: ViewModel;
  readonly dashboard: DashboardModel;
  readonly preferences: PreferencesModel;
  /** Address that the SDKs send to, for the snippets. */
  readonly origin: string;
}

export const DashboardContext = createContext<Models | null>(null);

/** The models; only inside {@link DashboardContext}. */
export function useModels(): Models {
  const models = useContext(DashboardContext);
  if (models === null) throw new Error('A component is outside of the dashboard');
  return models;
}
