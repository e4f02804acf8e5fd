import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'

/** The address of the client that sent a request, as limits and audit rows have it; empty where it has none. */
export type ClientAddress = (request: IncomingMessage) => string

/**
 * Who a request came from: the other end of the connection, or, where that is a trusted proxy, the last address of
 * `X-Forwarded-For` that is none. What stands further left was written by the client itself, and says nothing.
 *
 * @param trusted addresses and networks (`10.0.0.0/8`) of proxies; none = the header is not read
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  if (trusted.length === 0) return request => peerOf(request.socket)
  const isTrusted = networkList(trusted)
  return request => {
    const sent = request.headers['x-forwarded-for']
    const hops = String(sent ?? '').split(',')
    let client = peerOf(request.socket)
    while (hops.length > 0 && isTrusted(client)) {
      const next = addressIn(hops.pop() ?? '')
      if (next === undefined) break
      client = next
    }
    return client
  }
}

/** Whoever has one address of an IPv6 network has them all: what counts is its first 64 bits. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::', 2)
  const before = groups(head)
  const behind = groups(tail ?? '')
  const between = tail === undefined ? [] : Array.from({ length: 8 - before.length - behind.length }, () => 0)
  const whole = [...before, ...between, ...behind]
  return `${whole
    .slice(0, 4)
    .map(group => group.toString(16))
    .join(':')}::/64`
}

/** Groups of 16 bits; an IPv4 address at the end is two of them. */
function groups(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap(group => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]))
}

/** Address of the other end of a connection; empty where it has none. */
export function peerOf({ remoteAddress }: Socket): string {
  return addressIn(remoteAddress ?? '') ?? ''
}

/** An address alone: some proxies add the port. IPv4 in IPv6's clothes is IPv4. */
function addressIn(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase()
  const [, bracketed, plain] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(trimmed) ?? []
  const bare = (bracketed ?? plain ?? trimmed).replace(/%.*$/s, '').replace(/^::ffff:(?=[\d.]+$)/, '')
  return isIP(bare) === 0 ? undefined : bare
}

/** Tells whether an address is in one of the networks. */
export function networkList(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(address, family(address))
    else list.addSubnet(address, Number(bits), family(address))
  }
  return address => address !== '' && list.check(address, family(address))
}

function family(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}
