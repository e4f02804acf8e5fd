import { type KeyRate, keyRate } from './key.ts'

/** A rate as people write it: `requests/seconds`, such as `600/60`. Undefined if the text is not one. */
export function readRate(text: string): KeyRate | undefined {
  const [, requests, perSeconds] = /^(\d{1,7})\/(\d{1,5})$/.exec(text) ?? []
  return keyRate.safeParse({ requests: Number(requests), perSeconds: Number(perSeconds) }).data
}

/** What each of several processes grants, so that all together grant the rate. Below one request the time grows instead. */
export function shareOf({ requests, perSeconds }: KeyRate, processes: number): KeyRate {
  if (requests >= processes) return { requests: Math.floor(requests / processes), perSeconds }
  return { requests: 1, perSeconds: Math.ceil((perSeconds * processes) / requests) }
}
