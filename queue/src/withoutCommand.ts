/**
 * `error` without the command that it answers: ioredis puts that beside the message, arguments and all, which for
 * `AUTH` are the password and for a job everything in it. Errors end in logs.
 */
export function withoutCommand(error: unknown): unknown {
  if (error instanceof Error && 'command' in error) Reflect.deleteProperty(error, 'command');
  return error;
}
