import { z } from 'zod'
import { canonicalLanguage } from '../domain/text/language.ts'
import { trimEndBy } from '../domain/text/trim.ts'
import { databaseEnvironment } from './database.ts'
import { retentionEnvironment } from './retention.ts'
import { siteEnvironment } from './site.ts'
import { telemetryEnvironment } from './telemetry.ts'
import { trafficEnvironment } from './traffic.ts'
import { wholeNumber } from './whole-number.ts'

const setting = <Output>(type: z.ZodType<Output, string>, fallback: string, allowed: string, description: string) =>
  type.prefault(fallback).meta({ description, allowed, shown: fallback })

/** Every environment variable that Offprint reads: type, default and description. docs/settings.md is generated from it. */
export const environment = z.object({
  HOST: setting(
    z.string().min(1),
    '127.0.0.1',
    'an address or host name',
    'Address to listen on. The image sets 0.0.0.0.',
  ),
  PORT: wholeNumber(0, 65_535, 3000, 'Port to listen on. 0 takes any free port and prints it.'),
  WORKERS: wholeNumber(
    1,
    256,
    1,
    'Server processes: one for each core to use. With more than one, background jobs run in an extra process.',
  ),
  DATABASE_URL: setting(
    z.string().min(1),
    'file:./data/offprint.db',
    'file:path, a plain path, or postgres://user:password@host:port/database',
    'The SQLite file, which is created with its folder if it does not exist, or a database of PostgreSQL 14 or later.',
  ),
  ...databaseEnvironment,
  MIGRATION_BACKUP: setting(
    z.enum(['true', 'false']),
    'true',
    'true or false',
    'Whether an SQLite database is saved as `<file>.before-<migration>` before its schema changes.',
  ),
  PUBLIC_URL: z
    .string()
    .transform(text => originOf(text))
    .pipe(z.string())
    .optional()
    .meta({
      description: 'Public base URL of the API. Every URL in a response begins with it.',
      allowed: 'an absolute http or https URL without query and fragment',
      shown: 'http://HOST:PORT',
    }),
  SITE_TITLE: setting(z.string().trim().min(1).max(200), 'Offprint', '1 to 200 characters', 'Name of the publication.'),
  SITE_LANGUAGE: setting(
    z.string().transform(canonicalLanguage).pipe(z.string()),
    'en',
    'a language tag (BCP 47) such as en or de-AT',
    'Language of articles whose source states none and whose text does not show it.',
  ),
  SITE_TIME_ZONE: setting(
    z.string().refine(isTimeZone),
    'UTC',
    'a time zone (IANA) such as Europe/Berlin',
    'A date without a time means 00:00 in this time zone.',
  ),
  ...siteEnvironment,
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'fatal, error, warn, info, debug, trace or silent',
    'Lowest level that is logged.',
  ),
  ACCESS_LOG: setting(
    z.enum(['true', 'false']),
    'false',
    'true or false',
    'Whether each request is logged, with the level info: request id, method, route, status, bytes, duration, cache state, and whether the client went away.',
  ),
  METRICS_PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(65_535))
    .optional()
    .meta({
      description: 'Port of HOST that serves `/metrics` without a key. Clients must not reach it.',
      allowed: 'a whole number from 1 to 65535',
      shown: 'none',
    }),
  ...telemetryEnvironment,
  CORS_ORIGINS: setting(
    z
      .string()
      .transform(origins)
      .pipe(z.union([z.literal('*'), z.array(z.string())])),
    '*',
    '*, or origins such as https://www.example.org separated by commas',
    'Web origins whose scripts may read the API.',
  ),
  PUBLIC_READ: setting(
    z.enum(['true', 'false']),
    'true',
    'true or false',
    'Whether everyone may read. With false, delivery requires a key with the scope content:read.',
  ),
  OFFPRINT_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,256}$/)
    .optional()
    .meta({
      description:
        'An API key with every scope, created when the server starts. It replaces the key of the previous value.',
      allowed: '32 to 256 visible ASCII characters',
      shown: 'none',
      secret: true,
    }),
  ...trafficEnvironment,
  ...retentionEnvironment,
  WEBHOOK_ALLOW_PRIVATE: setting(
    z.enum(['true', 'false']),
    'false',
    'true or false',
    'Whether webhooks may have receivers on this machine or in private networks. If true, every key with `webhooks:manage` can send requests to internal services.',
  ),
  CACHE_MAX_AGE: wholeNumber(0, 31_536_000, 0, '`max-age` of delivery responses, in seconds.'),
  CACHE_S_MAXAGE: wholeNumber(0, 31_536_000, 60, '`s-maxage` (shared caches), in seconds.'),
  CACHE_STALE_WHILE_REVALIDATE: wholeNumber(0, 31_536_000, 30, '`stale-while-revalidate`, in seconds.'),
  CACHE_STALE_IF_ERROR: wholeNumber(0, 31_536_000, 86_400, '`stale-if-error`, in seconds.'),
  CACHE_BYTES: wholeNumber(
    0,
    1_099_511_627_776,
    268_435_456,
    'Size of the response cache in the memory of each process, in bytes. 0 = no cache.',
  ),
  SEARCH_RECENCY_WEIGHT: wholeNumber(
    0,
    100,
    15,
    'How much the search prefers newer articles: the percentage of a score that decreases with age. 0 = not at all.',
  ),
  SEARCH_RECENCY_HALF_LIFE: wholeNumber(
    0,
    36_500,
    365,
    'Days after which an article has lost half of that percentage. 0 = age has no effect.',
  ),
  MAX_BODY_BYTES: wholeNumber(1024, 1_073_741_824, 2_097_152, 'Largest request body, in bytes.'),
  MAX_UPLOAD_BYTES: wholeNumber(
    1024,
    1_099_511_627_776,
    1_073_741_824,
    'Largest upload of an import, in bytes: the sum of its files. It must arrive within `REQUEST_TIMEOUT`.',
  ),
  MAX_WAITING_IMPORTS: wholeNumber(
    1,
    10_000,
    50,
    'Imports that may be queued or running at once. One key may have half of them. More are a 429.',
  ),
  MAX_WAITING_IMPORT_BYTES: wholeNumber(
    1024,
    1_099_511_627_776,
    4_294_967_296,
    'Bytes of the uploads of all queued and running imports. More are a 429. A single upload is always accepted.',
  ),
  MAX_URL_LENGTH: wholeNumber(256, 65_536, 8192, 'Longest request target, in bytes. A longer one is a 414.'),
  MAX_HEADER_BYTES: wholeNumber(
    1024,
    1_048_576,
    16_384,
    'Largest request header section, in bytes. A larger one is a 431.',
  ),
  MAX_JSON_DEPTH: wholeNumber(8, 1000, 200, 'Deepest nesting of a JSON body.'),
  MAX_CONNECTIONS: wholeNumber(
    1,
    1_000_000,
    20_000,
    'Open connections of each process, streams included. One more is closed immediately.',
  ),
  MAX_CONNECTIONS_PER_ADDRESS: wholeNumber(
    1,
    1_000_000,
    1000,
    'Open connections of one address in each process. One more is closed immediately. An IPv6 /64 network counts as one address. `TRUSTED_PROXIES` are exempt.',
  ),
  MAX_WAITING_TIME: wholeNumber(
    1,
    10_000,
    1000,
    'Milliseconds that a request which memory cannot answer may wait for its turn while more than ten wait. After that it is a 503 `overloaded`. While requests constantly arrive faster than they are answered, those that are not started within an eightieth of it are refused after a sixteenth.',
  ),
  MAX_WAITING_WRITES: wholeNumber(
    1,
    100_000,
    100,
    'Writes of each process that may wait for the database. One more is a 503 `overloaded`.',
  ),
  OVERLOAD_RETRY: wholeNumber(1, 3600, 2, '`Retry-After` of a 503 `overloaded`, in seconds.'),
  MAX_STREAMS: wholeNumber(1, 1_000_000, 10_000, 'Open streams of each process. One more is a 503.'),
  MAX_STREAMS_PER_CLIENT: wholeNumber(
    1,
    1_000_000,
    100,
    'Open streams of one client (an address or an API key) in each process. One more is a 503.',
  ),
  STREAM_BUFFER: wholeNumber(
    1024,
    1_073_741_824,
    1_048_576,
    'Bytes that may be buffered for the reader of a stream. A reader who falls further behind is disconnected.',
  ),
  STREAM_HEARTBEAT: wholeNumber(1, 3600, 15, 'Seconds between two heartbeats of a stream.'),
  MAX_EXPORTS: wholeNumber(1, 10_000, 10, 'Running exports of each process. One more is a 503.'),
  MAX_EXPORTS_PER_CLIENT: wholeNumber(
    1,
    10_000,
    2,
    'Running exports of one client in each process. One more is a 503.',
  ),
  REQUEST_TIMEOUT: wholeNumber(1, 3600, 30, 'Seconds in which a request must arrive. A slower one is a 408.'),
  WRITE_TIMEOUT: wholeNumber(
    1,
    3600,
    30,
    'Seconds without progress after which the connection of a client that does not read its response is closed.',
  ),
  KEEP_ALIVE_TIMEOUT: wholeNumber(1, 3600, 72, 'Seconds that an idle connection is kept open.'),
  CLOSE_TIMEOUT: wholeNumber(1, 600, 10, 'Seconds that a stopping server waits for running requests.'),
})

/** The table of docs/settings.md: variable, default, meaning and allowed values. */
export function settingsTable(): string {
  const rows = Object.entries(environment.shape).map(([name, type]) => {
    const { description, allowed, shown } = type.meta() ?? {}
    return `| \`${name}\` | \`${shown}\` | ${description} | ${allowed} |`
  })
  return ['| variable | default | meaning | allowed |', '|---|---|---|---|', ...rows].join('\n')
}

/** An http(s) URL without trailing slash, query and fragment; undefined if the text is not such a URL. */
function originOf(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) return undefined
  return trimEndBy(`${url.origin}${url.pathname}`, /\//)
}

function origins(text: string): '*' | string[] | undefined {
  if (text.trim() === '*') return '*'
  const list = text.split(',').map(part => part.trim())
  return list.every(part => URL.parse(part)?.origin === part) ? list : undefined
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
