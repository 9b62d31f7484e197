import { createServer } from 'node:net';

/** Whether this process may listen on `host:port` now, else why not. */
export async function portIsFree(
  host: string,
  port: number,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? 'another program is already listening there'
          : error.code === 'EACCES'
            ? 'this user may not listen there'
            : error.message;
      resolve({ ok: false, reason });
    });
    server.listen(port, host, () => server.close(() => resolve({ ok: true })));
  });
}
