import type { DateOptions } from '../../fact/date.ts'
import { type Fact, listOf, longestFact } from './fact.ts'
import { factEmoji, factsOf, isLabelled } from './segment.ts'
import { accountsOf } from './unlabelled-fact.ts'

/** Separators of facts on a line. */
const separator = /(\s*[·|｜‧•∙]\s*|\s+[/—–-]\s+|\s*\t\s*|\s{3,})/u

/** Limit of an unknown segment. A longer one is prose. */
const longestUnknown = 40

export type FactsLine = {
  facts: Fact[]
  /** Segments that are not known facts. */
  unknown: string[]
  /** Whether the first segment has a label. */
  labelled: boolean
}

/** Reads the facts of a line; undefined for other lines. */
export type FactsReader = (text: string) => FactsLine | undefined

/** A reader with a cache, because lines are read several times. */
export function factsReader(options: DateOptions): FactsReader {
  const known = new Map<string, FactsLine | undefined>()
  return text => {
    const before = known.get(text)
    if (before || known.has(text)) return before
    const found = factsLineOf(text, options)
    known.set(text, found)
    return found
  }
}

function factsLineOf(text: string, options: DateOptions): FactsLine | undefined {
  if (text.length > longestFact * 4) return undefined
  const parts = text.split(separator).flatMap((part, at) => (at % 2 ? [part] : withSeparators(part.split(factEmoji))))
  const found: FactsLine = { facts: [], unknown: [], labelled: isLabelled(parts[0] || (parts[2] ?? '')) }
  let known = 0
  for (let at = 0; at < parts.length; at += 2) {
    const segment = parts[at] ?? ''
    const facts = factsOf(segment, options)
    if (!facts && extend(found.facts, parts[at - 1] ?? '', segment)) continue
    if (facts) known += facts.some(fact => fact.kind !== 'nothing') || isLabelled(segment) ? 1 : 0
    else if (segment.length > longestUnknown || /[.!?]$/.test(segment)) return undefined
    else found.unknown.push(segment)
    found.facts.push(...(facts ?? []))
  }
  const accounts = known > 0 ? found.unknown.map(accountsOf) : []
  found.facts.push(...accounts.filter(fact => fact !== undefined))
  found.unknown = found.unknown.filter((_, at) => accounts[at] === undefined)
  return known > 0 && known >= found.unknown.length ? found : undefined
}

/** Appends an unknown segment to the preceding list or name: "Tags: a | b", "Category: Arts / Film". */
function extend(facts: Fact[], between: string, segment: string): boolean {
  const last = facts.at(-1)
  if (last?.kind === 'tags') {
    last.names.push(...listOf(segment))
    return true
  }
  if (last?.kind !== 'category' || between.trim() !== '/') return false
  last.text += `${between}${segment}`
  return true
}

function withSeparators(segments: string[]): string[] {
  return segments.flatMap((segment, at) => (at === 0 ? [segment] : ['', segment]))
}
