import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { type AddressGuard, isPrivateAddress } from './address-guard.ts'

export type OutboundRequest = {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

export type OutboundResponse = {
  status: number
  headers: Record<string, string>
  /** The first bytes of the body. */
  body: Uint8Array
}

/** The connection was closed before the response, and without an error. */
export class UnansweredError extends Error {}

export type SendOptions = {
  guard: AddressGuard
  /** For everything: connection, request, and the first bytes of the response. */
  timeoutMs: number
  /** Bytes of the response that are read. */
  maxBytes: number
  signal?: AbortSignal | undefined
}

/**
 * Sends a request. Redirects are not followed. The connection is closed when the response is longer than what is read.
 *
 * @throws Error with a message for people if there was no response
 */
export async function send(
  request: OutboundRequest,
  { guard, timeoutMs, maxBytes, signal }: SendOptions,
): Promise<OutboundResponse> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout
  try {
    const response = await open(request, guard, stop)
    return {
      status: response.statusCode ?? 0,
      headers: headersOf(response),
      body: await firstBytes(response, maxBytes),
    }
  } catch (cause) {
    throw new Error(reasonOf(cause, timeout.aborted ? timeoutMs : undefined), { cause })
  }
}

function open(
  { method, url, headers, body }: OutboundRequest,
  guard: AddressGuard,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const target = new URL(url)
  const options = {
    ...guard.connection(target),
    method,
    headers: { ...headers, 'content-length': body.byteLength },
    signal,
  }
  const request = target.protocol === 'https:' ? requestSecure : requestPlain
  request(target, options, resolve)
    .on('error', reject)
    // After 101, which nobody asked for, Node.js closes the connection without an error.
    .once('close', () => reject(new UnansweredError()))
    .end(body)
  return promise
}

/** The status says whether the receiver accepted the request: an error after it does not matter. */
async function firstBytes(response: IncomingMessage, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, most - length))
      length += chunk.byteLength
      if (length >= most) break
    }
  } catch {
    response.destroy()
  }
  return Buffer.concat(chunks)
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

/** Message of an error of `send`. */
export const privateReason = 'The address is one of this machine or of a private network.'

function reasonOf(cause: unknown, timeoutMs: number | undefined): string {
  if (timeoutMs !== undefined) return `There was no response within ${timeoutMs / 1000} seconds.`
  if (cause instanceof UnansweredError) return 'The connection was closed without a response.'
  if (isPrivateAddress(cause)) return privateReason
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? `The request failed${code === '' ? '' : ` (${code})`}.`
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host does not exist.',
  EAI_AGAIN: 'The host name cannot be resolved at the moment.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was reset.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is signed by itself.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate cannot be verified.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host.',
}
