/** Thrown by a handler when nothing is wrong with what it handles: it is tried again, without end. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  /** Why, in a word: `unreachable`, `busy`, ... It becomes the store's state in the ledger. */
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
