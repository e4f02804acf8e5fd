import { lookup } from 'node:dns'
import type { Agent } from 'node:http'
import { BlockList, isIPv6, type LookupFunction } from 'node:net'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'

/** Options of a connection that `node:http` and `node:https` accept. */
export type GuardedConnection = { agent: Agent; lookup?: LookupFunction }

/**
 * Makes connections for addresses that users state. Unless private addresses are allowed, connections to this machine and to
 * private networks are refused. The check runs when a connection is made, so that DNS rebinding does not help (OWASP,
 * Server-Side Request Forgery Prevention).
 */
export type AddressGuard = {
  /** @throws PrivateAddressError */
  connection(url: URL): GuardedConnection
  /** Closes idle connections. */
  close(): void
}

/** An address of this machine or of a private network. */
export class PrivateAddressError extends Error {
  constructor() {
    super('The address is one of this machine or of a private network.')
    this.name = 'PrivateAddressError'
  }
}

/** Public addresses of cloud metadata services. */
const metadataAddresses = ['168.63.129.16']

/** @param keepAlive whether connections are kept for later requests */
export function createAddressGuard(isPrivateAllowed: boolean, keepAlive = false): AddressGuard {
  const options = {
    keepAlive,
    allowPrivateIPAddress: isPrivateAllowed,
    allowMetaIPAddress: isPrivateAllowed,
    denyIPAddressList: isPrivateAllowed ? [] : metadataAddresses,
  }
  const plain = new RequestFilteringHttpAgent(options)
  const secure = new RequestFilteringHttpsAgent(options)
  return {
    connection(url) {
      const agent = url.protocol === 'https:' ? secure : plain
      if (isPrivateAllowed) return { agent }
      if (isPrivateV6(url.hostname.replace(/^\[|\]$/g, ''))) throw new PrivateAddressError()
      return { agent, lookup: publicLookup }
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

/** Whether a connection failed because its address is private. The agent's own error has no code. */
export function isPrivateAddress(error: unknown): boolean {
  return (
    error instanceof PrivateAddressError ||
    (error instanceof Error && /^DNS lookup .* is not allowed/.test(error.message))
  )
}

/**
 * Whether an IPv6 address is private although the agent takes it for public: IPv4-compatible, `::a.b.c.d` (RFC 4291
 * section 2.5.5.1), or site-local (RFC 3879).
 */
function isPrivateV6(address: string): boolean {
  if (!isIPv6(address)) return false
  const list = new BlockList()
  list.addSubnet('::', 96, 'ipv6')
  list.addSubnet('fec0::', 10, 'ipv6')
  return list.check(address, 'ipv6')
}

/** Resolves a host name, and refuses private addresses that the agent takes for public. */
const publicLookup: LookupFunction = (hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, '')
    if (addresses.some(({ address }) => isPrivateV6(address))) return found(new PrivateAddressError(), '')
    const [first] = addresses
    return options.all ? found(null, addresses) : found(null, first?.address ?? '', first?.family)
  })
}
