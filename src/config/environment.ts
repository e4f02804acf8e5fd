import { z } from 'zod'
import { canonicalLanguage } from '../domain/text/language.ts'
import { trimEndBy } from '../domain/text/trim.ts'
import { retentionEnvironment } from './retention.ts'
import { siteEnvironment } from './site.ts'
import { trafficEnvironment } from './traffic.ts'

const wholeNumber = (low: number, high: number, fallback: number, description: string) =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.int().min(low).max(high))
    .prefault(String(fallback))
    .meta({ description, allowed: `a whole number from ${low} to ${high}`, shown: String(fallback) })

const setting = <Output>(type: z.ZodType<Output, string>, fallback: string, allowed: string, description: string) =>
  type.prefault(fallback).meta({ description, allowed, shown: fallback })

/** Every environment variable that Offprint reads: its type, default, and what it does. The table of docs/settings.md is generated from it. */
export const environment = z.object({
  HOST: setting(
    z.string().min(1),
    '127.0.0.1',
    'an address or host name',
    'Address to listen on. The image sets 0.0.0.0.',
  ),
  PORT: wholeNumber(0, 65_535, 3000, 'Port to listen on; 0 takes any free one and prints it.'),
  WORKERS: wholeNumber(
    1,
    256,
    1,
    'Processes that answer, one for each core that is to do so. What is done once is done beside them.',
  ),
  DATABASE_URL: setting(
    z.string().min(1),
    'file:./data/offprint.db',
    'file:path, or a plain path',
    'The SQLite file. Made, with its folder, where it does not exist.',
  ),
  PUBLIC_URL: z
    .string()
    .transform(text => originOf(text))
    .pipe(z.string())
    .optional()
    .meta({
      description: 'Where readers reach the API; every URL in an answer begins with it.',
      allowed: 'an absolute http or https URL without query and fragment',
      shown: 'http://HOST:PORT',
    }),
  SITE_TITLE: setting(z.string().trim().min(1).max(200), 'Offprint', '1 to 200 characters', 'Name of the publication.'),
  SITE_LANGUAGE: setting(
    z.string().transform(canonicalLanguage).pipe(z.string()),
    'en',
    'a language tag (BCP 47) such as en or de-AT',
    'Language of articles that neither state nor show one.',
  ),
  SITE_TIME_ZONE: setting(
    z.string().refine(isTimeZone),
    'UTC',
    'a time zone (IANA) such as Europe/Berlin',
    'A date without a time means 00:00 there.',
  ),
  ...siteEnvironment,
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'fatal, error, warn, info, debug, trace or silent',
    'Least severe level that is logged.',
  ),
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
    'Whether everyone may read; with false, delivery needs a key with the scope content:read.',
  ),
  OFFPRINT_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,256}$/)
    .optional()
    .meta({
      description: 'A first key with every scope, made when the server starts. One it replaces ends.',
      allowed: '32 to 256 visible characters of ASCII',
      shown: 'none',
      secret: true,
    }),
  ...trafficEnvironment,
  ...retentionEnvironment,
  CACHE_MAX_AGE: wholeNumber(0, 31_536_000, 0, '`max-age` of delivery answers, in seconds.'),
  CACHE_S_MAXAGE: wholeNumber(0, 31_536_000, 60, '`s-maxage` (shared caches), in seconds.'),
  CACHE_STALE_WHILE_REVALIDATE: wholeNumber(0, 31_536_000, 30, '`stale-while-revalidate`, in seconds.'),
  CACHE_STALE_IF_ERROR: wholeNumber(0, 31_536_000, 86_400, '`stale-if-error`, in seconds.'),
  CACHE_BYTES: wholeNumber(
    0,
    1_099_511_627_776,
    268_435_456,
    'Memory for answers that are kept, in each process; 0 = none are kept.',
  ),
  MAX_BODY_BYTES: wholeNumber(1024, 1_073_741_824, 2_097_152, 'Largest request body.'),
  MAX_UPLOAD_BYTES: wholeNumber(
    1024,
    1_099_511_627_776,
    1_073_741_824,
    'Largest upload of an import, all its files together. It has to arrive within `REQUEST_TIMEOUT` too.',
  ),
  MAX_WAITING_IMPORTS: wholeNumber(
    1,
    10_000,
    50,
    'Imports that wait or run at once; one key may have half of them. More are a 429.',
  ),
  MAX_WAITING_IMPORT_BYTES: wholeNumber(
    1024,
    1_099_511_627_776,
    4_294_967_296,
    'Bytes of the uploads of all imports that wait or run. More are a 429; one upload alone is always taken.',
  ),
  MAX_URL_LENGTH: wholeNumber(256, 65_536, 8192, 'Longest request target, in bytes; longer is a 414.'),
  MAX_HEADER_BYTES: wholeNumber(1024, 1_048_576, 16_384, 'Largest request head; larger is a 431.'),
  MAX_JSON_DEPTH: wholeNumber(8, 1000, 200, 'Deepest nesting of a JSON body.'),
  MAX_CONNECTIONS: wholeNumber(
    1,
    1_000_000,
    20_000,
    'Connections that may be open at once in each process, streams included; one more is closed at once.',
  ),
  MAX_CONNECTIONS_PER_ADDRESS: wholeNumber(
    1,
    1_000_000,
    1000,
    'Connections of one address in each process; one more is closed at once. An IPv6 network of 64 bits counts as one address; `TRUSTED_PROXIES` have no such limit.',
  ),
  MAX_STREAMS: wholeNumber(
    1,
    1_000_000,
    10_000,
    'Live streams that may be open at once in each process; one more is a 503.',
  ),
  MAX_STREAMS_PER_CLIENT: wholeNumber(
    1,
    1_000_000,
    100,
    'Live streams of one client, which is an address or an API key, in each process; one more is a 503.',
  ),
  STREAM_BUFFER: wholeNumber(
    1024,
    1_073_741_824,
    1_048_576,
    'Bytes that may wait for the reader of a stream; then it is cut off.',
  ),
  STREAM_HEARTBEAT: wholeNumber(1, 3600, 15, 'Seconds between two signs of life on a stream.'),
  MAX_EXPORTS: wholeNumber(1, 10_000, 10, 'Exports that may run at once in each process; one more is a 503.'),
  MAX_EXPORTS_PER_CLIENT: wholeNumber(1, 10_000, 2, 'Exports of one client in each process; one more is a 503.'),
  REQUEST_TIMEOUT: wholeNumber(1, 3600, 30, 'Seconds in which a request must have arrived; else a 408.'),
  WRITE_TIMEOUT: wholeNumber(
    1,
    3600,
    30,
    'Seconds that an answer may wait for its reader without a byte being taken; then the connection is closed.',
  ),
  KEEP_ALIVE_TIMEOUT: wholeNumber(1, 3600, 72, 'Seconds that an idle connection is kept.'),
  CLOSE_TIMEOUT: wholeNumber(1, 600, 10, 'Seconds that a stopping server gives to what is under way.'),
})

/** The rows of the table in docs/settings.md: variable, default, meaning and what is allowed. */
export function settingsTable(): string {
  const rows = Object.entries(environment.shape).map(([name, type]) => {
    const { description, allowed, shown } = type.meta() ?? {}
    return `| \`${name}\` | \`${shown}\` | ${description} | ${allowed} |`
  })
  return ['| variable | default | meaning | allowed |', '|---|---|---|---|', ...rows].join('\n')
}

/** An http(s) URL without trailing slash, query and fragment; undefined where the text is none. */
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
