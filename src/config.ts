import type { z } from 'zod'
import { type Database, database } from './config/database.ts'
import { withoutPasswords } from './config/effective.ts'
import { environment } from './config/environment.ts'
import { retention } from './config/retention.ts'
import { type SiteDetails, siteDetails } from './config/site.ts'
import { type TelemetrySettings, telemetry } from './config/telemetry.ts'
import { type Traffic, traffic } from './config/traffic.ts'
import { AppError } from './domain/error.ts'

export type Config = {
  readonly host: string
  readonly port: number
  /** Processes that serve requests. */
  readonly workers: number
  readonly databaseUrl: string
  /** How to connect to PostgreSQL. */
  readonly database: Database
  /** Whether the database is saved before its schema changes. */
  readonly migrationBackup: boolean
  /** Without a trailing slash; undefined = derived from host and port. */
  readonly publicUrl: string | undefined
  readonly siteTitle: string
  readonly siteLanguage: string
  readonly siteTimeZone: string
  readonly siteDetails: SiteDetails
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Whether each request is logged. */
  readonly accessLog: boolean
  /** Port of the metrics; undefined = none. */
  readonly metricsPort: number | undefined
  /** Where traces and metrics are sent; undefined = nowhere. */
  readonly telemetry: TelemetrySettings | undefined
  readonly corsOrigins: '*' | readonly string[]
  readonly publicRead: boolean
  /** Secret of the admin key, if one is configured. */
  readonly adminKey: string | undefined
  readonly traffic: Traffic
  readonly retention: ReturnType<typeof retention>
  readonly webhooks: { allowPrivate: boolean }
  /** Seconds. */
  readonly cache: { maxAge: number; sMaxAge: number; staleWhileRevalidate: number; staleIfError: number }
  /** Size of the response cache in memory. */
  readonly cacheBytes: number
  /** How much the search prefers newer articles. */
  readonly searchRecency: { weight: number; halfLifeDays: number }
  readonly limits: {
    bodyBytes: number
    uploadBytes: number
    waitingImports: number
    waitingImportBytes: number
    urlLength: number
    headerBytes: number
    jsonDepth: number
  }
  readonly connections: { max: number; maxPerAddress: number }
  readonly streams: { max: number; maxPerClient: number; bufferBytes: number; heartbeatMs: number; pollMs: number }
  readonly overload: { waitMs: number; waitingWrites: number; retrySeconds: number }
  readonly exports: { max: number; maxPerClient: number }
  readonly timeouts: { requestMs: number; writeMs: number; keepAliveMs: number; closeMs: number }
}

/**
 * Reads the configuration from an environment. An empty variable counts as unset.
 *
 * @throws AppError `config-invalid`, with each invalid variable, its value and the allowed values
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const variables = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = environment.safeParse(variables)
  if (!result.success) throw invalid(result.error, variables)
  const values = result.data
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    workers: values.WORKERS,
    databaseUrl: values.DATABASE_URL,
    database: database(values),
    migrationBackup: values.MIGRATION_BACKUP === 'true',
    publicUrl: values.PUBLIC_URL,
    siteTitle: values.SITE_TITLE,
    siteLanguage: values.SITE_LANGUAGE,
    siteTimeZone: values.SITE_TIME_ZONE,
    siteDetails: siteDetails(values),
    logLevel: values.LOG_LEVEL,
    accessLog: values.ACCESS_LOG === 'true',
    metricsPort: values.METRICS_PORT,
    telemetry: telemetry(values),
    corsOrigins: values.CORS_ORIGINS,
    publicRead: values.PUBLIC_READ === 'true',
    adminKey: values.OFFPRINT_ADMIN_KEY,
    traffic: traffic(values),
    retention: retention(values),
    webhooks: Object.freeze({ allowPrivate: values.WEBHOOK_ALLOW_PRIVATE === 'true' }),
    cache: Object.freeze({
      maxAge: values.CACHE_MAX_AGE,
      sMaxAge: values.CACHE_S_MAXAGE,
      staleWhileRevalidate: values.CACHE_STALE_WHILE_REVALIDATE,
      staleIfError: values.CACHE_STALE_IF_ERROR,
    }),
    cacheBytes: values.CACHE_BYTES,
    searchRecency: Object.freeze({
      weight: values.SEARCH_RECENCY_WEIGHT / 100,
      halfLifeDays: values.SEARCH_RECENCY_HALF_LIFE,
    }),
    limits: Object.freeze({
      bodyBytes: values.MAX_BODY_BYTES,
      uploadBytes: values.MAX_UPLOAD_BYTES,
      waitingImports: values.MAX_WAITING_IMPORTS,
      waitingImportBytes: values.MAX_WAITING_IMPORT_BYTES,
      urlLength: values.MAX_URL_LENGTH,
      headerBytes: values.MAX_HEADER_BYTES,
      jsonDepth: values.MAX_JSON_DEPTH,
    }),
    connections: Object.freeze({ max: values.MAX_CONNECTIONS, maxPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS }),
    overload: Object.freeze({
      waitMs: values.MAX_WAITING_TIME,
      waitingWrites: values.MAX_WAITING_WRITES,
      retrySeconds: values.OVERLOAD_RETRY,
    }),
    exports: Object.freeze({ max: values.MAX_EXPORTS, maxPerClient: values.MAX_EXPORTS_PER_CLIENT }),
    streams: Object.freeze({
      max: values.MAX_STREAMS,
      maxPerClient: values.MAX_STREAMS_PER_CLIENT,
      bufferBytes: values.STREAM_BUFFER,
      heartbeatMs: values.STREAM_HEARTBEAT * 1000,
      // Too short for a reader to notice. One poll costs about a microsecond.
      pollMs: 50,
    }),
    timeouts: Object.freeze({
      requestMs: values.REQUEST_TIMEOUT * 1000,
      writeMs: values.WRITE_TIMEOUT * 1000,
      keepAliveMs: values.KEEP_ALIVE_TIMEOUT * 1000,
      closeMs: values.CLOSE_TIMEOUT * 1000,
    }),
  })
}

function invalid(error: z.ZodError, variables: Record<string, string | undefined>): AppError {
  const names = [...new Set(error.issues.map(issue => String(issue.path[0])))]
  const lines = names.map(name => {
    const type = environment.shape[name as keyof typeof environment.shape]
    const { allowed, secret } = type.meta() ?? {}
    return `${name}${secret ? '' : `=${JSON.stringify(withoutPasswords(variables[name] ?? ''))}`} is not valid: it must be ${allowed}.`
  })
  return new AppError('config-invalid', lines.join('\n'), {
    hint: 'Correct or unset the variable. docs/settings.md lists them all.',
  })
}
