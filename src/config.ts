import type { z } from 'zod'
import { environment } from './config/environment.ts'
import { retention } from './config/retention.ts'
import { type SiteDetails, siteDetails } from './config/site.ts'
import { type Traffic, traffic } from './config/traffic.ts'
import { AppError } from './domain/error.ts'

export type Config = {
  readonly host: string
  readonly port: number
  /** Processes that answer. */
  readonly workers: number
  readonly databaseUrl: string
  /** Without a trailing slash; undefined = follows from host and port. */
  readonly publicUrl: string | undefined
  readonly siteTitle: string
  readonly siteLanguage: string
  readonly siteTimeZone: string
  readonly siteDetails: SiteDetails
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  readonly corsOrigins: '*' | readonly string[]
  readonly publicRead: boolean
  /** Secret of the first key, where one is asked for. */
  readonly adminKey: string | undefined
  readonly traffic: Traffic
  readonly retention: ReturnType<typeof retention>
  /** Seconds. */
  readonly cache: { maxAge: number; sMaxAge: number; staleWhileRevalidate: number; staleIfError: number }
  /** Room for answers in memory. */
  readonly cacheBytes: number
  readonly limits: {
    bodyBytes: number
    uploadBytes: number
    waitingImports: number
    waitingImportBytes: number
    urlLength: number
    headerBytes: number
    jsonDepth: number
  }
  readonly connections: { most: number; mostPerAddress: number }
  readonly streams: { most: number; mostPerClient: number; bufferBytes: number; heartbeatMs: number; pollMs: number }
  readonly exports: { most: number; mostPerClient: number }
  readonly timeouts: { requestMs: number; writeMs: number; keepAliveMs: number; closeMs: number }
}

/**
 * Reads the configuration from an environment. An empty variable counts as unset.
 *
 * @throws AppError `config-invalid`, naming each bad variable, its value and what is allowed
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = environment.safeParse(given)
  if (!result.success) throw invalid(result.error, given)
  const set = result.data
  return Object.freeze({
    host: set.HOST,
    port: set.PORT,
    workers: set.WORKERS,
    databaseUrl: set.DATABASE_URL,
    publicUrl: set.PUBLIC_URL,
    siteTitle: set.SITE_TITLE,
    siteLanguage: set.SITE_LANGUAGE,
    siteTimeZone: set.SITE_TIME_ZONE,
    siteDetails: siteDetails(set),
    logLevel: set.LOG_LEVEL,
    corsOrigins: set.CORS_ORIGINS,
    publicRead: set.PUBLIC_READ === 'true',
    adminKey: set.OFFPRINT_ADMIN_KEY,
    traffic: traffic(set),
    retention: retention(set),
    cache: Object.freeze({
      maxAge: set.CACHE_MAX_AGE,
      sMaxAge: set.CACHE_S_MAXAGE,
      staleWhileRevalidate: set.CACHE_STALE_WHILE_REVALIDATE,
      staleIfError: set.CACHE_STALE_IF_ERROR,
    }),
    cacheBytes: set.CACHE_BYTES,
    limits: Object.freeze({
      bodyBytes: set.MAX_BODY_BYTES,
      uploadBytes: set.MAX_UPLOAD_BYTES,
      waitingImports: set.MAX_WAITING_IMPORTS,
      waitingImportBytes: set.MAX_WAITING_IMPORT_BYTES,
      urlLength: set.MAX_URL_LENGTH,
      headerBytes: set.MAX_HEADER_BYTES,
      jsonDepth: set.MAX_JSON_DEPTH,
    }),
    connections: Object.freeze({ most: set.MAX_CONNECTIONS, mostPerAddress: set.MAX_CONNECTIONS_PER_ADDRESS }),
    exports: Object.freeze({ most: set.MAX_EXPORTS, mostPerClient: set.MAX_EXPORTS_PER_CLIENT }),
    streams: Object.freeze({
      most: set.MAX_STREAMS,
      mostPerClient: set.MAX_STREAMS_PER_CLIENT,
      bufferBytes: set.STREAM_BUFFER,
      heartbeatMs: set.STREAM_HEARTBEAT * 1000,
      // Below what a reader can tell from at once; asking costs about a microsecond.
      pollMs: 50,
    }),
    timeouts: Object.freeze({
      requestMs: set.REQUEST_TIMEOUT * 1000,
      writeMs: set.WRITE_TIMEOUT * 1000,
      keepAliveMs: set.KEEP_ALIVE_TIMEOUT * 1000,
      closeMs: set.CLOSE_TIMEOUT * 1000,
    }),
  })
}

function invalid(error: z.ZodError, given: Record<string, string | undefined>): AppError {
  const names = [...new Set(error.issues.map(issue => String(issue.path[0])))]
  const lines = names.map(name => {
    const type = environment.shape[name as keyof typeof environment.shape]
    const { allowed, secret } = type.meta() ?? {}
    return `${name}${secret ? '' : `=${JSON.stringify(given[name])}`} is not valid: it must be ${allowed}.`
  })
  return new AppError('config-invalid', lines.join('\n'), {
    hint: 'Correct or unset the variable. docs/settings.md lists them all.',
  })
}
