/** Thrown by a job's handler when nothing is wrong with the job: it waits and is tried again, without end. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}
