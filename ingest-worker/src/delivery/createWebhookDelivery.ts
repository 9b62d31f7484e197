import type { Delivery } from '@paceline/queue';
import type { Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import type { WorkerMetrics } from '../createWorkerMetrics.ts';
import { parseRetryAfter } from './parseRetryAfter.ts';

/** A place that alerts are posted to. */
export interface WebhookReceiver {
  readonly name: string;
  readonly url: string;
  /** Signing secret, `whsec_` and base64. */
  readonly secret: string;
}

/** What became of one try. `permanent`: no later try can succeed. */
export type DeliveryResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterMs?: number; readonly permanent?: boolean };

/** Standard Webhooks asks receivers to answer within 15 to 30 seconds. */
export const DELIVERY_TIMEOUT_MS = 15_000;

const GONE = 410;
const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

interface Signer {
  readonly url: string;
  readonly webhook: Webhook;
}

interface Try {
  readonly result: DeliveryResult;
  /** Status of the answer, or the code of what went wrong instead. */
  readonly answer: number | string;
}

interface Deps {
  readonly receivers: readonly WebhookReceiver[];
  readonly metrics: Pick<WorkerMetrics, 'deliveries'>;
  readonly log: Logger;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/**
 * Posts deliveries to their receivers, signed by Standard Webhooks. `webhook-id` is the delivery's
 * id on every try. A 2xx is success; 410 is permanent, as is a receiver that is no longer configured;
 * 429 and 503 are tried again after their `Retry-After`; everything else, redirects too, is tried again.
 *
 * Addresses and secrets are never logged: an address may hold a token.
 */
export function createWebhookDelivery({
  receivers,
  metrics,
  log,
  now,
  timeoutMs = DELIVERY_TIMEOUT_MS,
}: Deps): (delivery: Delivery, attempt: number) => Promise<DeliveryResult> {
  const signers = new Map<string, Signer>(
    receivers.map(({ name, url, secret }) => [name, { url, webhook: new Webhook(secret) }]),
  );

  return async function deliverWebhook({ id, receiver, body }, attempt) {
    const signer = signers.get(receiver);
    const about = { receiver, webhookId: id, attempt };
    if (signer === undefined) {
      log.error(about, 'a webhook is for a receiver that is not configured');
      metrics.deliveries.inc({ receiver, outcome: 'permanent' });
      return { ok: false, permanent: true };
    }
    const { result, answer } = await post(signer, id, body);
    if (result.ok) log.info({ ...about, answer }, 'a webhook was delivered');
    else log.warn({ ...about, answer, ...result }, 'a webhook was not delivered');
    metrics.deliveries.inc({ receiver, outcome: outcomeOf(result) });
    return result;
  };

  async function post({ url, webhook }: Signer, id: string, body: string): Promise<Try> {
    const at = new Date(now());
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'paceline',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': webhook.sign(id, at, body),
        },
        body,
      });
      await response.body?.cancel();
      return {
        result: resultOf(response.status, response.headers.get('retry-after'), now()),
        answer: response.status,
      };
    } catch (error) {
      return { result: { ok: false }, answer: reasonOf(error) };
    }
  }
}

function resultOf(status: number, retryAfter: string | null, now: number): DeliveryResult {
  if (status >= 200 && status < 300) return { ok: true };
  if (status === GONE) return { ok: false, permanent: true };
  const retryAfterMs =
    status === TOO_MANY_REQUESTS || status === UNAVAILABLE ? parseRetryAfter(retryAfter, now) : undefined;
  return { ok: false, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function outcomeOf(result: DeliveryResult): 'delivered' | 'permanent' | 'again' {
  if (result.ok) return 'delivered';
  return result.permanent === true ? 'permanent' : 'again';
}

/** Code or name of an error, without its message, which may hold the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return error.name;
}
