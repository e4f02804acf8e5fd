import type { Busy, Contender, Take } from './row.ts'

export type Spread = { median: number; low: number; high: number }

export type Measured = {
  name: string
  value: Spread
  /** Ours ÷ this one for each round, so a disturbance of both does not change it. Undefined for ours. */
  ratio?: Spread | undefined
  /** The same of `Take.alone`. */
  ratioAlone?: number | undefined
  errors: string[]
  busy?: Busy | undefined
}

/** Measures contenders in turn, round after round, every second round in reverse; the first is ours. */
export async function compare(contenders: readonly Contender[], rounds: number): Promise<Measured[]> {
  const takes = new Map<Contender, Take[]>(contenders.map(contender => [contender, []]))
  const errors = new Map<Contender, string[]>(contenders.map(contender => [contender, []]))
  for (const contender of contenders) {
    const warm = await contender.warmUp?.()
    errors.get(contender)?.push(...(warm?.errors ?? []))
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const take = await contender.take()
      takes.get(contender)?.push(take)
      errors.get(contender)?.push(...take.errors)
    }
  }
  const all = contenders.map(contender => takes.get(contender) ?? [])
  const ours = all[0] ?? []
  return contenders.map((contender, index) => {
    const own = all[index] ?? []
    const ratios = own.map((take, round) => (ours[round]?.value ?? Number.NaN) / take.value)
    const alone = own.flatMap((take, round) => quotient(ours[round]?.alone, take.alone))
    return {
      name: contender.name,
      value: spread(own.map(take => take.value)),
      ratio: index === 0 ? undefined : spread(ratios),
      ratioAlone: index === 0 || alone.length === 0 ? undefined : spread(alone).median,
      errors: errors.get(contender) ?? [],
      busy: meanBusy(own),
    }
  })
}

function quotient(ours: number | undefined, other: number | undefined): number[] {
  return ours === undefined || other === undefined ? [] : [ours / other]
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const low = sorted[Math.floor(middle)] ?? Number.NaN
  const high = sorted[Math.ceil(middle)] ?? Number.NaN
  return { median: (low + high) / 2, low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN }
}

function meanBusy(takes: readonly Take[]): Busy | undefined {
  const seen = takes.flatMap(take => (take.busy ? [take.busy] : []))
  if (seen.length === 0) return undefined
  const mean = (share: (busy: Busy) => number) => seen.reduce((sum, busy) => sum + share(busy), 0) / seen.length
  const own = { load: mean(busy => busy.load), server: mean(busy => busy.server) }
  if (!seen.every(busy => busy.others)) return own
  return {
    ...own,
    others: { server: mean(busy => busy.others?.server ?? 0), load: mean(busy => busy.others?.load ?? 0) },
  }
}
