import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorCode, errors } from '../../domain/error.ts'
import { challenge } from '../access/auth.ts'
import type { LogRefusal } from '../access/key-refusal.ts'
import { setCommonHeaders } from '../problem/header.ts'
import { htmlType } from '../problem/page.ts'
import { isOurs, problemOf, problemType } from '../problem/problem.ts'
import { problemPage, problemPagePolicy } from '../problem/problem-page.ts'
import { instanceOf, malformed, tooLong } from '../problem/target.ts'

type Options = {
  publicUrl: string
  /** Target of the “Home” link on error pages. Absent = `publicUrl`. */
  homeUrl?: string | undefined
  urlLength: number
  /** Logs requests refused because of their key. */
  logRefusal: LogRefusal
}

/** Maps any error to a problem response or an error page. This is the only place that maps errors to HTTP. */
export function errorHandler({ publicUrl, homeUrl = publicUrl, urlLength, logRefusal }: Options) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = appErrorOf(thrown, request, urlLength)
    const { status } = errors[error.code]
    if (isOurs(error))
      request.log[logLevelOf(error)]({ err: error.cause ?? error, code: error.code, hint: error.hint }, error.message)
    logRefusal(error, request)
    if (!error.gone) reply.header('cache-control', 'no-store')
    const authenticate = challenge(error, request.headers.authorization !== undefined)
    if (authenticate) reply.header('www-authenticate', authenticate)
    if (error.etag !== undefined) reply.header('etag', error.etag)
    if (status === 415) reply.headers(accepted(request))
    if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
    else if (status === 503) reply.header('retry-after', error.code === 'store-busy' ? '1' : '5')
    else if (status === 507) reply.header('retry-after', '30')
    const body = problemOf(error, { publicUrl, instance: instanceOf(request), requestId: request.id })
    reply.code(status)
    if (request.routeOptions.config?.errors !== 'page') {
      return reply.type(problemType).send(Buffer.from(JSON.stringify(body)))
    }
    reply.header('content-security-policy', problemPagePolicy(!reply.hasHeader('x-frame-options')))
    return reply.type(htmlType).header('content-language', 'en').send(problemPage(body, homeUrl))
  }
}

/** Temporary refusals. The metrics count them by route and status; one line for each request would fill the log. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'overloaded',
  'too-many-streams',
  'too-many-exports',
  'too-many-large-requests',
  'index-building',
])

/** `unavailable` without a cause means that the server starts or stops, which is not a fault. */
function logLevelOf({ code, cause, hint }: AppError): 'debug' | 'info' | 'error' {
  if (refusals.has(code)) return 'debug'
  return code === 'unavailable' && cause === undefined && hint === undefined ? 'info' : 'error'
}

/** `errorHandler` for requests that Fastify refuses before any hook runs. */
export function frameworkErrorHandler(options: Options) {
  const handle = errorHandler(options)
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    setCommonHeaders(request, reply)
    handle(thrown, request, reply)
  }
}

const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-body',
}

function appErrorOf(thrown: unknown, request: FastifyRequest, urlLength: number): AppError {
  if (thrown instanceof AppError) return thrown
  const code = thrown instanceof Error ? (thrown as Partial<FastifyError>).code : undefined
  if (code === 'FST_ERR_BAD_URL') return malformed('path')
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return tooLong(urlLength)
  const ours = fastifyCodes[code ?? '']
  if (ours === 'unsupported-media-type') {
    return new AppError(ours, `The body must be ${acceptedTypes(request).join(' or ')}.`, { cause: thrown })
  }
  if (ours === 'body-too-large') return new AppError(ours, tooLarge(request.routeOptions.bodyLimit), { cause: thrown })
  if (ours) return new AppError(ours, `${errors[ours].title}.`, { cause: thrown })
  return new AppError('internal', 'unexpected error', { cause: thrown })
}

function tooLarge(bytes: number | undefined): string {
  return bytes === undefined
    ? 'The body is too large. Send less in one request.'
    : `The body is larger than ${bytes.toLocaleString('en')} bytes. Send less in one request.`
}

/** Headers of a 415 (RFC 9110 sections 12.5.1 and 12.5.3). */
function accepted(request: FastifyRequest): Record<string, string> {
  if (request.headers['content-encoding'] !== undefined) return { 'accept-encoding': 'identity' }
  return { accept: acceptedTypes(request).join(', ') }
}

/** Media types that the route accepts. */
function acceptedTypes({ routeOptions }: FastifyRequest): readonly string[] {
  return Object(routeOptions.schema)['consumes'] ?? ['application/json']
}
