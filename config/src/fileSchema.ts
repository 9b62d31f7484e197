import { isIP } from 'node:net';
import { writtenBudgetSchema } from '@paceline/budgets';
import { type DEFAULT_API_LIMITS, type DEFAULT_LIMITS, SCOPE_MEANINGS, SCOPES } from '@paceline/protocol';
import { z } from 'zod';
import type { IngestConfig } from './config.ts';
import { DEFAULT_INGEST } from './defaultIngest.ts';
import { DURATION_PATTERN, parseDuration } from './duration.ts';

/** Shortest ingest key and API token: what is shorter can be guessed. */
export const SHORTEST_KEY = 16;

const HOUR_SECONDS = 60 * 60;
/** Standard Webhooks asks for secrets of 24 to 64 bytes. */
const SHORTEST_SECRET_BYTES = 24;

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, ".", "_" and "-", at most 64');

const origin = z.string().refine(isOrigin, {
  error:
    'an origin such as "https://shop.example" (scheme, host and port, nothing more), "https://*.shop.example" for all below it, or "*"',
});

const app = z
  .strictObject({
    name: name.describe('Owner of the telemetry'),
    keys: z
      .array(unguessable('key'))
      .min(1, 'at least one key')
      .max(16)
      .describe('Ingest keys; several at once allow rotation'),
    origins: z
      .array(origin)
      .max(100)
      .describe(
        'Sites that may send from a page: origins, "https://*.shop.example" for all below a domain, or "*" for all; [] when only servers send',
      ),
    sampleRate: z
      .number()
      .gt(0)
      .max(1)
      .exactOptional()
      .describe('Share of the batches that is kept, whose events then count for the others too; default 1'),
  })
  .meta({ id: 'App' });

const httpUrl = z.string().refine(isHttpUrl, { error: 'an address that begins with http:// or https://' });

const receiver = z
  .strictObject({
    name,
    url: httpUrl.describe('Address that alerts are posted to'),
    secret: z
      .string()
      .refine(isSecret, {
        error: `"whsec_" and the base64 of at least ${SHORTEST_SECRET_BYTES} random bytes (Standard Webhooks)`,
      })
      .describe('Signing secret, better taken from the environment: ${PAGER_SECRET}'),
  })
  .meta({ id: 'Receiver' });

const token = z
  .strictObject({
    name: name.describe('For people and logs'),
    token: unguessable('token')
      .exactOptional()
      .describe('The token, better taken from the environment: ${CI_TOKEN}'),
    sha256: z
      .string()
      // Refined, so that an editor does not object to "${CI_TOKEN_SHA256}".
      .refine((text) => /^[0-9a-f]{64}$/i.test(text), { error: 'the 64 hexadecimal digits of a SHA-256' })
      .exactOptional()
      .describe('SHA-256 of the token in hexadecimal, instead of the token'),
    apps: z
      .array(name)
      .min(1, 'at least one app; leave "apps" out for all')
      .max(1000)
      .exactOptional()
      .describe('Apps that it may see; default all'),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1, 'at least one scope')
      .max(SCOPES.length)
      .describe(`What it may do. ${SCOPES.map((scope) => `${scope}: ${SCOPE_MEANINGS[scope]}`).join(' ')}`),
  })
  .refine(({ token, sha256 }) => (token === undefined) !== (sha256 === undefined), {
    error: 'either "token" or "sha256" is needed, and not both',
  })
  .meta({ id: 'Token' });

const duration = z
  .string()
  .regex(DURATION_PATTERN, 'a duration such as 12h, 7d or 13mo')
  .refine((text) => (parseDuration(text) ?? HOUR_SECONDS) >= HOUR_SECONDS, { error: 'at least 1h' });

const retention = z
  .strictObject({
    raw: duration.exactOptional().describe('Single measurements; default 7d'),
    '10s': duration.exactOptional().describe('Rollup of 10 seconds; default 2d'),
    '1m': duration.exactOptional().describe('Rollup of one minute; default 30d'),
    '1h': duration.exactOptional().describe('Rollup of one hour; default 13mo'),
  })
  .meta({ id: 'Retention' });

const MOST_EVENTS_PER_BATCH = 10_000;
const limit = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).exactOptional();
const limits = z
  .strictObject({
    bodyBytes: limit,
    decompressedBytes: limit,
    // A batch travels and is stored as one.
    eventsPerBatch: z.number().int().min(1).max(MOST_EVENTS_PER_BATCH).exactOptional(),
    nameLength: limit,
    routeLength: limit,
    messageLength: limit,
    stackLength: limit,
    attributesPerEvent: limit,
    routesPerApp: limit,
    releasesPerApp: limit,
    environmentsPerApp: limit,
    instancesPerApp: limit,
    subjectsPerApp: limit,
    valuesPerApp: limit,
    customMetricsPerApp: limit,
    jsonDepth: z.number().int().min(5).max(1000).exactOptional(),
    requestsPerSecondPerKey: limit,
    requestsPerSecondPerIp: limit,
    pastMs: limit,
    futureMs: limit,
    maxValue: limit,
    apiRequestsPerSecondPerToken: limit,
    failedSignInsPerMinutePerIp: limit,
    apiCacheBytes: limit,
  } satisfies Record<keyof typeof DEFAULT_LIMITS | keyof typeof DEFAULT_API_LIMITS, z.ZodType>)
  .meta({ id: 'Limits' });

const ingest = z
  .strictObject({
    gatherMs: whole(
      0,
      1000,
      `Batches that arrive within this time become one job; default ${DEFAULT_INGEST.gatherMs}`,
    ),
    batchesPerJob: whole(1, 10_000, `Most batches of one job; default ${DEFAULT_INGEST.batchesPerJob}`),
    eventsPerJob: whole(
      1,
      10_000,
      `A job is full at this many events; default ${DEFAULT_INGEST.eventsPerJob}`,
    ),
    duplicateWindowSeconds: whole(
      600,
      86_400,
      `How long the id of a batch is remembered; default ${DEFAULT_INGEST.duplicateWindowSeconds}`,
    ),
    queuedJobs: whole(
      1,
      10_000_000,
      `With more waiting jobs, senders are asked to come back; default ${DEFAULT_INGEST.queuedJobs}`,
    ),
    blockMs: whole(
      0,
      10_000,
      `Jobs that wait within this time become one insert; default ${DEFAULT_INGEST.blockMs}`,
    ),
    blockEvents: whole(
      1,
      10_000,
      `An insert is full at this many events; default ${DEFAULT_INGEST.blockEvents}`,
    ),
  } satisfies Record<keyof IngestConfig, z.ZodType>)
  .meta({ id: 'Ingest' });

const proxy = z.string().refine(isAddressOrRange, {
  error: 'an IP address, or a range such as "10.0.0.0/8"',
});

/** `paceline.yaml`, after its environment variables were filled in. Every key may be absent. */
export const fileSchema = z
  .strictObject({
    apps: z.array(app).min(1).max(1000).exactOptional(),
    tokens: z
      .array(token)
      .max(1000)
      .exactOptional()
      .describe('Who may ask the API, beside PACELINE_API_TOKEN, which may do everything'),
    budgets: z.array(writtenBudgetSchema).max(1000).exactOptional(),
    receivers: z.array(receiver).max(100).exactOptional(),
    evaluateEverySeconds: z
      .number()
      .min(1)
      .max(3600)
      .exactOptional()
      .describe('Time between two evaluations of the budgets; default 5'),
    retention: retention.exactOptional(),
    limits: limits.exactOptional(),
    ingest: ingest.exactOptional(),
    trustedProxies: z
      .array(proxy)
      .max(1000)
      .exactOptional()
      .describe(
        'Proxies whose X-Forwarded-For says where a request came from: addresses and ranges; default none',
      ),
    countryHeader: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9-]+$/, 'the name of a header such as "cf-ipcountry"')
      .exactOptional()
      .describe("Header that a proxy or CDN puts the visitor's country into, as cf-ipcountry; default none"),
  })
  .meta({ title: 'paceline.yaml', description: 'Configuration of Paceline' });

export type WrittenConfig = z.infer<typeof fileSchema>;

/** Whether `text` is an address that begins with http:// or https://. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  // A host below the domain stands for all of them.
  const example = text.replace(/^(https?:\/\/)\*\./, '$1www.');
  return URL.canParse(example) && new URL(example).origin === example && !example.includes('*');
}

/** Whether `text` is an IP address, or a range such as `10.0.0.0/8`. */
export function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function unguessable(what: string) {
  return (
    z
      .string()
      // Refined, so that an editor does not object to the shorter "${SHOP_KEY}".
      .refine((text) => text.length >= SHORTEST_KEY, {
        error: `a ${what} of at least ${SHORTEST_KEY} characters`,
      })
      .max(128)
      .regex(/^[\x21-\x7e]*$/, `a ${what} without spaces`)
  );
}

function whole(least: number, most: number, description: string) {
  return z.number().int().min(least).max(most).exactOptional().describe(description);
}

function isSecret(text: string): boolean {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  return encoded !== undefined && Buffer.from(encoded, 'base64').length >= SHORTEST_SECRET_BYTES;
}
