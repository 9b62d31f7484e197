/** Lends a fixed number of connections, and lets the rest wait in line. */
export interface ConnectionPool<Connection> {
  use<Result>(work: (connection: Connection) => Promise<Result> | Result): Promise<Result>;
  usage(): { active: number; idle: number; waiting: number; size: number };
  close(): void;
}

export function createConnectionPool<Connection>(
  size: number,
  open: () => Connection,
  shut: (connection: Connection) => void,
): ConnectionPool<Connection> {
  const idle = Array.from({ length: size }, open);
  const waiting: ((connection: Connection) => void)[] = [];
  const lend = (): Promise<Connection> => {
    const connection = idle.pop();
    if (connection !== undefined) return Promise.resolve(connection);
    return new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (connection: Connection) => {
    const next = waiting.shift();
    if (next === undefined) idle.push(connection);
    else next(connection);
  };
  return {
    async use(work) {
      const connection = await lend();
      try {
        return await work(connection);
      } finally {
        giveBack(connection);
      }
    },
    usage: () => ({ active: size - idle.length, idle: idle.length, waiting: waiting.length, size }),
    close() {
      for (const connection of idle.splice(0)) shut(connection);
    },
  };
}
