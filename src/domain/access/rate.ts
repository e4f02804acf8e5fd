import { type KeyRate, keyRate } from './key.ts'

/** Parses a rate in the form `requests/seconds`, such as `600/60`. Undefined if the text is malformed. */
export function readRate(text: string): KeyRate | undefined {
  const [, requests, perSeconds] = /^(\d{1,7})\/(\d{1,5})$/.exec(text) ?? []
  return keyRate.safeParse({ requests: Number(requests), perSeconds: Number(perSeconds) }).data
}

/**
 * The share of each of several processes, so that together they grant the rate. A share below one request gets a longer
 * period instead.
 */
export function shareOf({ requests, perSeconds }: KeyRate, processes: number): KeyRate {
  if (requests >= processes) return { requests: Math.floor(requests / processes), perSeconds }
  return { requests: 1, perSeconds: Math.ceil((perSeconds * processes) / requests) }
}
