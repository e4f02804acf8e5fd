import { z } from 'zod'
import type { KeyRate } from '../domain/access/key.ts'
import { readRate } from '../domain/access/rate.ts'

const rate = (fallback: string, description: string) =>
  z
    .string()
    .transform((text): KeyRate | 'none' | undefined => (text === 'none' ? text : readRate(text)))
    .pipe(z.union([z.literal('none'), z.custom<KeyRate>(value => typeof value === 'object')]))
    .prefault(fallback)
    .meta({ description, allowed: 'requests/seconds such as 600/60, at most 1000000/86400, or none', shown: fallback })

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

/** Variables for rate limits and client addresses. */
export const trafficEnvironment = {
  RATE_LIMIT: rate(
    '30000/60',
    'Rate limit of one address: writes, and reads that the response cache cannot answer. An IPv6 /64 network counts as one address. none = unlimited.',
  ),
  KEY_RATE_LIMIT: rate('60000/60', 'Rate limit of one API key without a rate of its own.'),
  HIT_RATE_LIMIT: rate('none', 'Rate limit of responses from the cache, for one address or one such key.'),
  TRUSTED_PROXIES: z
    .string()
    .transform(list => (list === 'none' ? [] : list.split(',').map(part => part.trim())))
    .pipe(z.array(network))
    .prefault('none')
    .meta({
      description:
        'Proxies whose `X-Forwarded-For` header is trusted. It gives the client address for limits and the audit log.',
      allowed: 'none, or addresses and networks such as 10.0.0.0/8 or fd00::/8 separated by commas',
      shown: 'none',
    }),
}

export type Traffic = {
  readonly rates: {
    readonly address: KeyRate | undefined
    readonly key: KeyRate | undefined
    readonly hits: KeyRate | undefined
  }
  readonly trustedProxies: readonly string[]
}

type TrafficValues = { [Name in keyof typeof trafficEnvironment]: z.infer<(typeof trafficEnvironment)[Name]> }

export function traffic(values: TrafficValues): Traffic {
  const of = (rate: KeyRate | 'none') => (rate === 'none' ? undefined : rate)
  return Object.freeze({
    rates: Object.freeze({
      address: of(values.RATE_LIMIT),
      key: of(values.KEY_RATE_LIMIT),
      hits: of(values.HIT_RATE_LIMIT),
    }),
    trustedProxies: Object.freeze(values.TRUSTED_PROXIES),
  })
}
