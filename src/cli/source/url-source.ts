import { get as getPlain, type IncomingMessage, STATUS_CODES } from 'node:http'
import { get as getSecure } from 'node:https'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { AppError } from '../../domain/error.ts'
import type { Source } from '../../importer/source/run.ts'
import { createAddressGuard, isPrivateAddress } from '../../outbound/address-guard.ts'
import { UnansweredError } from '../../outbound/send.ts'
import { type TraceOutbound, untraced } from '../../outbound/trace.ts'

export type FetchRules = {
  /** Whether addresses of this machine and of private networks are allowed. */
  isPrivateAllowed: boolean
  /** Largest source in bytes, after decompression. */
  maxBytes: number
  /** Idle timeout in milliseconds. */
  idleMs: number
  /** Total timeout in milliseconds. It includes redirects and the time in which the reader processes the bytes. */
  totalMs: number
  /** Traces each request, those of redirects included. */
  trace?: TraceOutbound | undefined
}

export const defaultRules: FetchRules = {
  isPrivateAllowed: false,
  maxBytes: 1024 ** 3,
  idleMs: 30_000,
  totalMs: 900_000,
}

/** Redirects that are followed. */
const maxRedirects = 5
/** Content codings that are decoded: each can multiply the size. */
const maxCodings = 3

/**
 * A page or feed on the web as a source. Private addresses are refused, since a user could otherwise reach internal
 * services through this machine. The check runs when each connection is made, also after redirects: see `AddressGuard`.
 *
 * @param url http or https
 */
export function urlSource(url: URL, rules: FetchRules = defaultRules): Source {
  return {
    name: nameOf(url),
    origin: url.href,
    open: () => read(url, rules),
  }
}

/** The decoded path and the query as written, used as a file name. An empty path is named `index`. */
function nameOf({ pathname, search }: URL): string {
  return (decoded(pathname.slice(1)) || 'index') + search
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

async function* read(url: URL, rules: FetchRules): AsyncIterable<Uint8Array> {
  const deadline = AbortSignal.timeout(rules.totalMs)
  try {
    const answer = await follow(url, rules, deadline)
    yield* limitBytes(decodedBody(answer), rules.maxBytes)
  } catch (error) {
    const cause = deadline.aborted ? new Refusal(`it took longer than ${rules.totalMs / 1000} seconds`) : error
    throw new AppError('input-unreadable', `${url.href} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}

/** @throws Refusal, or an error of the connection */
async function follow(url: URL, rules: FetchRules, deadline: AbortSignal): Promise<IncomingMessage> {
  let current = url
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const target = current
    const { status, answer } = await (rules.trace ?? untraced)({ method: 'GET', url: target.href }, headers =>
      ask(target, headers, rules, deadline),
    )
    if (status === 200) return answer
    const { location } = answer.headers
    answer.destroy()
    if (!redirecting.has(status) || location === undefined) {
      throw new Refusal(`${target.host} answers ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd())
    }
    const next = URL.parse(location, target.href)
    if (next?.protocol !== 'https:' && next?.protocol !== 'http:') {
      throw new Refusal(`it redirects to ${location}, which is not an http or https URL`)
    }
    current = next
  }
  throw new Refusal(`it redirects more than ${maxRedirects} times`)
}

const redirecting = new Set([301, 302, 303, 307, 308])

async function ask(
  url: URL,
  traceHeaders: Readonly<Record<string, string>>,
  { isPrivateAllowed, idleMs }: FetchRules,
  deadline: AbortSignal,
): Promise<{ status: number; answer: IncomingMessage }> {
  const connection = createAddressGuard(isPrivateAllowed).connection(url)
  const get = url.protocol === 'https:' ? getSecure : getPlain
  const headers = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'Offprint', ...traceHeaders }
  return new Promise((resolve, reject) => {
    let answered: IncomingMessage | undefined
    const request = get(url.href, { ...connection, headers, timeout: idleMs, signal: deadline }, answer => {
      answered = answer
      resolve({ status: answer.statusCode ?? 0, answer })
    })
    request.on('error', reject)
    // This has no effect after a response.
    request.once('close', () => reject(new UnansweredError()))
    request.once('timeout', () => {
      const late = new Refusal(`${url.host} sent nothing for ${idleMs / 1000} seconds`)
      if (answered) answered.destroy(late)
      else request.destroy(late)
    })
  })
}

/**
 * The decoded body; content codings are listed in the order they were applied (RFC 9110 section 8.4).
 *
 * @throws Refusal; the response is then closed
 */
function decodedBody(answer: IncomingMessage): Readable {
  try {
    return decode(answer)
  } catch (error) {
    answer.destroy()
    throw error
  }
}

function decode(answer: IncomingMessage): Readable {
  const codings = (answer.headers['content-encoding'] ?? '').toLowerCase().split(',')
  const applied = codings.map(coding => coding.trim()).filter(coding => coding !== '' && coding !== 'identity')
  if (applied.length > maxCodings) throw new Refusal(`it has more than ${maxCodings} content codings`)
  const steps = applied.toReversed().map(decoder)
  // An error in any step reaches the reader of the last one.
  for (const [index, step] of steps.entries()) pipeline(steps[index - 1] ?? answer, step, () => undefined)
  return steps.at(-1) ?? answer
}

function decoder(coding: string): Transform {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip()
  if (coding === 'deflate') return createInflate()
  if (coding === 'br') return createBrotliDecompress()
  throw new Refusal(`its content coding “${coding}” is not supported`)
}

async function* limitBytes(bytes: AsyncIterable<Uint8Array>, max: number): AsyncIterable<Uint8Array> {
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.byteLength
    if (length > max) throw new Refusal(`it is larger than ${max} bytes`)
    yield chunk
  }
}

/** A refusal by this module. The message completes “<url> cannot be read: …”. */
class Refusal extends Error {}

function reasonOf(cause: unknown): string {
  if (cause instanceof Refusal) return cause.message
  if (!(cause instanceof Error)) return String(cause)
  if (cause instanceof UnansweredError) return 'the connection was closed without a response'
  if (isPrivateAddress(cause)) return privateReason
  const code = 'code' in cause ? String(cause.code) : ''
  if (code.startsWith(brotliErrors)) return damaged
  return reasons[code] ?? cause.message
}

const privateReason = 'it is an address of this machine or of a private network; use --allow-private to allow it'

const damaged = 'its compression is damaged'
/** Start of the error codes of Node's Brotli decoder, such as `ERR__ERROR_FORMAT_PADDING_2`. */
const brotliErrors = 'ERR__ERROR_'

const reasons: Record<string, string> = {
  ENOTFOUND: 'the host does not exist',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: 'its compressed data is incomplete',
}
