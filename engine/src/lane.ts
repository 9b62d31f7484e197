/** Holds a slot of a lane; every lease is released exactly once. */
export interface Lease<Slot> {
  readonly slot: Slot;
  release(): void;
}

export interface Lane<Slot> {
  /**
   * Waits for a free slot, first come, first served.
   * Rejects with the signal's reason when it aborts first, with {@link LaneFull} when too many wait
   * already, and with {@link LaneClosed} after `close`.
   */
  acquire(signal: AbortSignal): Promise<Lease<Slot>>;
  /** Slots, free or not. */
  readonly size: number;
  /** Requests that wait. */
  readonly waiting: number;
  /** Turns everyone who waits away, lets the running ones finish, and resolves when all slots are back. */
  close(): Promise<void>;
}

export class LaneFull extends Error {
  override readonly name = 'LaneFull';
}

export class LaneClosed extends Error {
  override readonly name = 'LaneClosed';
}

interface Waiter<Slot> {
  readonly grant: (lease: Lease<Slot>) => void;
  readonly refuse: (reason: unknown) => void;
}

/** A fair queue in front of a fixed set of slots. */
export function createLane<Slot>(slots: readonly Slot[], maxWaiting: number): Lane<Slot> {
  const free = [...slots];
  const waiters = new Set<Waiter<Slot>>();
  let closed = false;
  let onIdle: (() => void) | undefined;

  const toLease = (slot: Slot): Lease<Slot> => {
    let released = false;
    return {
      slot,
      release: () => {
        if (released) return;
        released = true;
        const [next] = waiters;
        if (next !== undefined) {
          waiters.delete(next);
          next.grant(toLease(slot));
          return;
        }
        free.push(slot);
        if (free.length === slots.length) onIdle?.();
      },
    };
  };

  return {
    size: slots.length,
    get waiting() {
      return waiters.size;
    },
    acquire: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (closed) return reject(new LaneClosed('the lane is closed'));
        const slot = free.pop();
        if (slot !== undefined) return resolve(toLease(slot));
        if (waiters.size >= maxWaiting) return reject(new LaneFull(`${maxWaiting} already wait`));
        const onAbort = () => {
          waiters.delete(waiter);
          reject(signal.reason);
        };
        const waiter: Waiter<Slot> = {
          grant: (lease) => {
            signal.removeEventListener('abort', onAbort);
            resolve(lease);
          },
          refuse: (reason) => {
            signal.removeEventListener('abort', onAbort);
            reject(reason);
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.add(waiter);
      }),
    close: () =>
      new Promise((resolve) => {
        closed = true;
        for (const waiter of waiters) waiter.refuse(new LaneClosed('the lane is closed'));
        waiters.clear();
        if (free.length === slots.length) return resolve();
        onIdle = resolve;
      }),
  };
}
