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

/** What of the environment says how much each client is granted, and who clients are. */
export const trafficEnvironment = {
  RATE_LIMIT: rate(
    '30000/60',
    'What one address may ask for: reads that memory does not answer, and writes. An IPv6 network of 64 bits counts as one address. none = everything.',
  ),
  KEY_RATE_LIMIT: rate('60000/60', 'The same for one API key that has no rate of its own.'),
  HIT_RATE_LIMIT: rate('none', 'How many answers from memory one address, or one such key, may have.'),
  TRUSTED_PROXIES: z
    .string()
    .transform(list => (list === 'none' ? [] : list.split(',').map(part => part.trim())))
    .pipe(z.array(network))
    .prefault('none')
    .meta({
      description:
        'Proxies whose `X-Forwarded-For` is believed: it says where a request came from, for limits and for the audit.',
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

type Set = { [Name in keyof typeof trafficEnvironment]: z.infer<(typeof trafficEnvironment)[Name]> }

export function traffic(set: Set): Traffic {
  const of = (rate: KeyRate | 'none') => (rate === 'none' ? undefined : rate)
  return Object.freeze({
    rates: Object.freeze({ address: of(set.RATE_LIMIT), key: of(set.KEY_RATE_LIMIT), hits: of(set.HIT_RATE_LIMIT) }),
    trustedProxies: Object.freeze(set.TRUSTED_PROXIES),
  })
}
