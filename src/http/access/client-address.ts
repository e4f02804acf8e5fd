import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'

/** The address of the client, for rate limits and audit entries; empty if unknown. */
export type ClientAddress = (request: IncomingMessage) => string

/**
 * Finds the client's address: the peer of the connection, or, behind trusted proxies, the rightmost address of
 * `X-Forwarded-For` that is not a trusted proxy. The client can forge the addresses to the left of it.
 *
 * @param trusted addresses and networks (`10.0.0.0/8`) of proxies; empty = the header is ignored
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

/** The /64 network of an IPv6 address, because one client usually has all its addresses; an IPv4 address as it is. */
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

/** Groups of 16 bits; an IPv4 address at the end counts as two groups. */
function groups(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap(group => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]))
}

/** Address of the peer of a connection; empty if unknown. */
export function peerOf({ remoteAddress }: Socket): string {
  return addressIn(remoteAddress ?? '') ?? ''
}

/** Parses an address. Removes a port, which some proxies add, and converts an IPv4-mapped IPv6 address to IPv4. */
function addressIn(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase()
  const [, bracketed, plain] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(trimmed) ?? []
  const bare = (bracketed ?? plain ?? trimmed).replace(/%.*$/s, '').replace(/^::ffff:(?=[\d.]+$)/, '')
  return isIP(bare) === 0 ? undefined : bare
}

/** Returns a test whether an address is in one of the networks. */
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
