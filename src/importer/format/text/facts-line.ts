import type { DateOptions } from '../../fact/date.ts'
import { type Fact, factEmoji, factsOf, isLabelled, listOf, longestFact } from './fact.ts'

/** What separates facts on a line. */
const separator = /(\s*[·|｜‧•∙]\s*|\s+[/—–-]\s+|\s*\t\s*|\s{3,})/u

/** A text between facts that is longer is prose. */
const longestUnknown = 40

export type FactsLine = {
  facts: Fact[]
  /** Segments that say something that is none of the known facts. */
  unknown: string[]
  /** Whether the first segment names its fact: such a line may stand at the end of a page too. */
  labelled: boolean
}

/** The facts of a line, or undefined where the line is something else. */
export type FactsReader = (text: string) => FactsLine | undefined

/** Reads the facts of lines, of each once: whether a line is one decides what the lines around it are. */
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
  return known > 0 && known >= found.unknown.length ? found : undefined
}

/** Puts a segment that nothing else explains to the list or name before it: "Tags: a | b", "Category: Arts / Film". */
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
