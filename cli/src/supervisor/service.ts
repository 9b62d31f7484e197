import type { ChildProcess } from 'node:child_process';

/** A started child process. */
export interface RunningService {
  readonly child: ChildProcess;
  /** Asks it to finish what is in flight and to end; kills it when it does not in time. */
  stop(): Promise<void>;
}

/** A child process that the supervisor keeps alive. */
export interface Service {
  /** Shown in the log, and the `child` label of the restart counter. */
  readonly name: string;
  /** Starts it and resolves once it serves. Rejects with one clear sentence, also when the signal comes first. */
  start(signal: AbortSignal): Promise<RunningService>;
}
