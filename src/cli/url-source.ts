import { lookup } from 'node:dns'
import { get as getPlain, type IncomingMessage, STATUS_CODES } from 'node:http'
import { get as getSecure } from 'node:https'
import { BlockList, isIPv6, type LookupFunction } from 'node:net'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { useAgent } from 'request-filtering-agent'
import { AppError } from '../domain/error.ts'
import type { Source } from '../importer/source/run.ts'

export type FetchRules = {
  /** Whether addresses of this machine and of private networks may be asked. */
  isPrivateAllowed: boolean
  /** Largest source, as it is after decompression. */
  maxBytes: number
  /** Milliseconds without a byte after which it is given up. */
  patienceMs: number
  /** Milliseconds for all of it, redirects included. */
  totalMs: number
}

export const usualRules: FetchRules = {
  isPrivateAllowed: false,
  maxBytes: 1024 ** 3,
  patienceMs: 30_000,
  totalMs: 900_000,
}

/** Redirects that are followed. */
const mostRedirects = 5
/** Content codings that are undone: each can multiply the size. */
const mostCodings = 3

/** Public addresses at which a cloud answers its own machines alone. */
const metadataAddresses = ['168.63.129.16']

/**
 * A page or feed on the web as a source. Whoever may name it can make this machine ask for it, so no address is asked that
 * only this machine reaches: it is looked at where the connection is made, with each redirect anew, whatever a name means
 * by then (OWASP, Server-Side Request Forgery Prevention).
 *
 * @param url http or https
 */
export function urlSource(url: URL, rules: FetchRules = usualRules): Source {
  return {
    name: nameOf(url),
    origin: url.href,
    open: () => read(url, rules),
  }
}

/** Its path and query, as the path of a file would be. */
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
    yield* within(plain(answer), rules.maxBytes)
  } catch (error) {
    const cause = deadline.aborted ? new Refusal(`it took longer than ${rules.totalMs / 1000} seconds`) : error
    throw new AppError('input-unreadable', `${url.href} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}

/** @throws Refusal, or whatever the connection meets */
async function follow(url: URL, rules: FetchRules, deadline: AbortSignal): Promise<IncomingMessage> {
  let at = url
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await ask(at, rules, deadline)
    const { statusCode: status = 0, headers } = answer
    if (status === 200) return answer
    answer.destroy()
    if (!redirecting.has(status) || headers.location === undefined) {
      throw new Refusal(`${at.host} answers ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd())
    }
    const next = URL.parse(headers.location, at.href)
    if (next?.protocol !== 'https:' && next?.protocol !== 'http:') {
      throw new Refusal(`it leads to ${headers.location}, which is no http or https URL`)
    }
    at = next
  }
  throw new Refusal(`it leads on more than ${mostRedirects} times`)
}

const redirecting = new Set([301, 302, 303, 307, 308])

async function ask(
  url: URL,
  { isPrivateAllowed, patienceMs }: FetchRules,
  deadline: AbortSignal,
): Promise<IncomingMessage> {
  if (!isPrivateAllowed && isPrivateV6(url.hostname.replace(/^\[|\]$/g, ''))) throw new Refusal(privateReason)
  const agent = useAgent(url.href, {
    allowPrivateIPAddress: isPrivateAllowed,
    allowMetaIPAddress: isPrivateAllowed,
    denyIPAddressList: isPrivateAllowed ? [] : metadataAddresses,
  })
  const own = isPrivateAllowed ? {} : { lookup: publicLookup }
  const get = url.protocol === 'https:' ? getSecure : getPlain
  const headers = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'Offprint' }
  return new Promise((resolve, reject) => {
    let answered: IncomingMessage | undefined
    const request = get(url.href, { agent, headers, timeout: patienceMs, signal: deadline, ...own }, answer => {
      answered = answer
      resolve(answer)
    })
    request.once('error', reject)
    request.once('timeout', () => {
      const late = new Refusal(`${url.host} sent nothing for ${patienceMs / 1000} seconds`)
      if (answered) answered.destroy(late)
      else request.destroy(late)
    })
  })
}

/**
 * Whether an address leads to this machine or a private network although the agent takes it for public: IPv4-compatible
 * ones, `::a.b.c.d` (RFC 4291 section 2.5.5.1), and site-local ones (RFC 3879).
 */
function isPrivateV6(address: string): boolean {
  if (!isIPv6(address)) return false
  const list = new BlockList()
  list.addSubnet('::', 96, 'ipv6')
  list.addSubnet('fec0::', 10, 'ipv6')
  return list.check(address, 'ipv6')
}

/** Looks a name up, and refuses what the agent behind it would take for public. */
const publicLookup: LookupFunction = (hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, '')
    if (addresses.some(({ address }) => isPrivateV6(address))) return found(new Refusal(privateReason), '')
    const [first] = addresses
    return options.all ? found(null, addresses) : found(null, first?.address ?? '', first?.family)
  })
}

/** The bytes without the codings of their way, the last of which was applied last (RFC 9110 section 8.4). */
function plain(answer: IncomingMessage): Readable {
  const codings = (answer.headers['content-encoding'] ?? '').toLowerCase().split(',')
  const applied = codings.map(coding => coding.trim()).filter(coding => coding !== '' && coding !== 'identity')
  if (applied.length > mostCodings) throw new Refusal(`it is coded more than ${mostCodings} times`)
  const steps = applied.toReversed().map(decoder)
  // Whoever reads the last of them meets the error of any.
  for (const [index, step] of steps.entries()) pipeline(steps[index - 1] ?? answer, step, () => undefined)
  return steps.at(-1) ?? answer
}

function decoder(coding: string): Transform {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip()
  if (coding === 'deflate') return createInflate()
  if (coding === 'br') return createBrotliDecompress()
  throw new Refusal(`it is coded as “${coding}”`)
}

async function* within(bytes: AsyncIterable<Uint8Array>, most: number): AsyncIterable<Uint8Array> {
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.byteLength
    if (length > most) throw new Refusal(`it is larger than ${most} bytes`)
    yield chunk
  }
}

/** What was decided here, in words. */
class Refusal extends Error {}

function reasonOf(cause: unknown): string {
  if (cause instanceof Refusal) return cause.message
  if (!(cause instanceof Error)) return String(cause)
  // The agent has no code for it.
  if (/^DNS lookup .* is not allowed/.test(cause.message)) {
    return privateReason
  }
  const code = 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? cause.message
}

const privateReason = 'it leads to an address of this machine or of a private network; --allow-private reads that too'

const reasons: Record<string, string> = {
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection broke',
  Z_DATA_ERROR: 'its compression is damaged',
}
