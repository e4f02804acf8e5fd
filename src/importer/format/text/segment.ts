import { readByline } from '../../fact/byline.ts'
import { type DateOptions, findDate } from '../../fact/date.ts'
import { anyPhrase, embargoPhrases, isControl, isWithheld, labelOf } from '../../fact/lexicon.ts'
import { type Restriction, restrictionOf } from '../../fact/restriction.ts'
import type { Label } from '../../fact/words.ts'
import { type Fact, listOf, longestFact } from './fact.ts'
import { labelledFigure } from './figure.ts'
import { labelledNames, unlabelledFacts } from './unlabelled-fact.ts'

/** Emoji with the meaning of a label. */
const emoji: readonly (readonly [RegExp, Label])[] = [
  [/^(?:📅|🗓|📆|🕓)\ufe0f?/u, 'published'],
  [/^(?:🔄|♻)\ufe0f?/u, 'updated'],
  [/^(?:📁|📂|🗂|🗃)\ufe0f?/u, 'category'],
  [/^(?:🏷|🔖|#️⃣)\ufe0f?/u, 'tags'],
  [/^(?:👁|👀)\ufe0f?(?:\u200d🗨\ufe0f?)?/u, 'views'],
  [/^(?:⏱|⏲|⏰|⌛|⏳|🕐|🕑|🕒|📖|⌚)\ufe0f?/u, 'readingTime'],
  [/^(?:✍|🖊|🖋|👤|👥|🧑|👩|👨|📝)\ufe0f?(?:[\u{1f3fb}-\u{1f3ff}])?(?:\u200d[♀♂💻💼🎓]\ufe0f?)?/u, 'authors'],
  [/^(?:🌐|🗣)\ufe0f?/u, 'language'],
  [/^💡\ufe0f?/u, 'summary'],
]

/** Any emoji that begins a fact. It can be the only separator. */
export const factEmoji = /(?=📅|🗓|📆|🔄|📁|📂|🗂|🏷|🔖|👁|👀|⏱|⏲|⏰|⌛|⏳|✍|👤|👥|🌐)/u

/** The facts of a segment; undefined if it contains other text too. */
export function factsOf(segment: string, options: DateOptions): Fact[] | undefined {
  const text = segment.trim()
  if (text === '') return [{ kind: 'nothing' }]
  const withheld = restrictionIn(text, options)
  if (withheld) return [withheld]
  for (const [sign, label] of emoji) {
    if (sign.test(text)) return labelled(label, withoutLabel(text.replace(sign, '').trim(), label), options)
  }
  const stated = labelIn(text)
  const isFigure = stated?.label === 'views' || stated?.label === 'readingTime'
  if (stated && !(isFigure && /^\D+$/.test(stated.value))) return labelled(stated.label, stated.value, options)
  if (isControl(text)) return [{ kind: 'control' }]
  const hashtags = hashtagsOf(text)
  if (hashtags) return [{ kind: 'tags', names: hashtags }]
  return unlabelledFacts(text, options)
}

/** Whether a segment has an emoji or label. */
export function isLabelled(segment: string): boolean {
  const text = segment.trim()
  return emoji.some(([sign]) => sign.test(text)) || labelIn(text) !== undefined
}

/** The known label before the first colon, and the value after it. */
function labelIn(text: string): { label: Label; value: string } | undefined {
  const colon = text.search(/[:：]/)
  const label = colon < 1 ? undefined : labelOf(text.slice(0, colon).trimEnd())
  return label && { label, value: text.slice(colon + 1).trimStart() }
}

function withoutLabel(text: string, label: Label): string {
  const stated = labelIn(text)
  return stated?.label === label ? stated.value : text
}

function labelled(label: Label, value: string, options: DateOptions): Fact[] | undefined {
  if (value === '') return [{ kind: 'nothing' }]
  switch (label) {
    case 'published':
    case 'updated':
      return unlabelledFacts(value, options, label) ?? [{ kind: 'unread-date', why: 'none', text: value }]
    case 'views':
    case 'readingTime':
      return labelledFigure(label, value)
    case 'embargo':
      return [embargo(value, options)]
    case 'status':
      return statusOf(value)
    case 'tags':
      return [{ kind: 'tags', names: listOf(value) }]
    case 'authors':
      return labelledNames(value, options) ?? [{ kind: 'authors', byline: readByline(value), text: value }]
    default:
      return [{ kind: label, text: value }]
  }
}

/** A restriction in a line: "Not for publication", "Embargoed until 5 May, 09:00". */
function restrictionIn(text: string, options: DateOptions): Fact | undefined {
  if (text.length > longestFact) return undefined
  if (isWithheld(text)) return { kind: 'restriction', restriction: restrictionNamed(text), statement: `"${text}"` }
  const start = embargoStart.exec(text)
  const value = text.slice(start?.[0].length ?? 0)
  return start && /\d/.test(value) ? embargo(value, options) : undefined
}

function restrictionNamed(text: string): Restriction {
  if (embargoed.test(text)) return 'scheduled'
  const meaning = restrictionOf(text)
  return meaning === undefined || meaning === 'public' ? 'private' : meaning
}

function embargo(value: string, options: DateOptions): Fact {
  const date = findDate(value, options)
  if (date && 'at' in date.value) return { kind: 'embargo', ...date.value }
  return { kind: 'restriction', restriction: 'scheduled', statement: `The embargo "${value}"` }
}

function statusOf(value: string): Fact[] | undefined {
  const restriction = isWithheld(value) ? restrictionNamed(value) : restrictionOf(value)
  if (restriction === undefined) return undefined
  return [
    restriction === 'public' ? { kind: 'nothing' } : { kind: 'restriction', restriction, statement: `"${value}"` },
  ]
}

function hashtagsOf(text: string): string[] | undefined {
  const tags = text.split(/[\s,]+/u)
  return tags.every(tag => /^#[\p{N}_-]*\p{L}[\p{L}\p{N}_-]*$/u.test(tag)) ? tags.map(tag => tag.slice(1)) : undefined
}

const embargoStart = new RegExp(`^${anyPhrase(embargoPhrases)}[\\s:]+`, 'iu')
const embargoed = /embargo|sperrfrist|hold/iu
