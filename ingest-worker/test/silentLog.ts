import { pino } from 'pino';

/** A logger for tests that do not look at what is logged. */
export const silentLog = pino({ level: 'silent' });
