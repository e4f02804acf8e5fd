import type { Block } from '../../../src/domain/body/block.ts'
import type { Manuscript, ManuscriptSection } from '../../../src/domain/content/manuscript.ts'
import { type Instant, instantOf } from '../../../src/domain/instant.ts'
import { paragraph, phrase, sentence } from './prose.ts'
import { between, random } from './random.ts'

/** Names of the corpus that rows filter by. Shares hold in a file of any size. */
export const shares = {
  /** On one article of eight. */
  category: 'Transport',
  /** On one article of three. */
  commonTag: 'Harbour',
  /** On one article of eight; of these, 25 in the whole file have the common tag. */
  categoryThatRarelyMeetsTheTag: 'Opera',
  /** On one article of 24. */
  author: 'Writer A',
} as const

const categories = ['Transport', 'Markets', 'Weather', 'Schools', 'Housing', 'Energy', 'Science', 'Opera']
const rareMeetings = 25
const otherTags = 40
const firstDay = Date.UTC(2014, 0, 6)
const years = 12

export function articleSlug(number: number): string {
  return `article-${number}-of-the-corpus`
}

/** The article with a number from 0 to below `total`: about 10 KB as delivered (5 to 18), always the same. */
export function manuscript(number: number, total: number): Manuscript {
  const next = random(number + 1)
  const rare = rarelyMeets(number, total)
  const category = rare ? 'Opera' : (categories[between(0, 7, next)] ?? '')
  const common = rare || (category !== 'Opera' && next() < 8 / 21)
  const publishedAt = moment(firstDay + (number / total) * years * 365 * 86_400_000 + next() * 3_600_000)
  const language = next() < 0.85 ? 'en' : next() < 0.7 ? 'de' : 'fr'
  return {
    title: phrase(between(5, 10, next), next),
    summary: sentence(next),
    language,
    slug: articleSlug(number),
    category,
    tags: [...(common ? [shares.commonTag] : []), ...tags(next)],
    authors: authors(next),
    publishedAt,
    publishedPrecision: 'instant',
    ...(next() < 0.3 && { updatedAt: moment(Date.parse(publishedAt) + next() * 90 * 86_400_000) }),
    views: between(0, 9000, next),
    keyTakeaways: Array.from({ length: between(3, 6, next) }, () => ({
      content: [{ text: sentence(next) }],
      origin: 'authored' as const,
    })),
    sections: sections(next),
    footnotes: [],
  }
}

/** Whether it is one of the few that are spread evenly over the file. */
function rarelyMeets(number: number, total: number): boolean {
  return Math.floor((number * rareMeetings) / total) !== Math.floor(((number + 1) * rareMeetings) / total)
}

function tags(next: () => number): string[] {
  const numbers = Array.from({ length: between(1, 4, next) }, () => between(1, otherTags, next))
  return [...new Set(numbers)].map(number => `Topic ${number}`)
}

function authors(next: () => number): Manuscript['authors'] {
  const letters = Array.from({ length: next() < 0.8 ? 1 : 2 }, () => String.fromCharCode(between(65, 88, next)))
  return [...new Set(letters)].map(letter => ({ name: `Writer ${letter}` }))
}

function sections(next: () => number): ManuscriptSection[] {
  const lead = { level: 1, blocks: [text(60, next), text(45, next)] }
  const headed = Array.from({ length: between(2, 7, next) }, () => ({
    heading: phrase(between(3, 8, next), next),
    level: next() < 0.85 ? 2 : 3,
    blocks: [text(between(40, 80, next), next), ...(next() < 0.3 ? [bullets(next)] : []), text(50, next)],
  }))
  return [lead, ...headed]
}

function text(about: number, next: () => number): Block {
  const words = paragraph(about, next)
  if (next() > 0.25) return { type: 'paragraph', content: [{ text: words }] }
  const cut = words.indexOf(' ', words.length / 2)
  const linked = { text: phrase(3, next), link: { href: 'https://www.example.org/ledger' } }
  return {
    type: 'paragraph',
    content: [{ text: `${words.slice(0, cut)} ` }, linked, { text: words.slice(cut) }],
  }
}

function bullets(next: () => number): Block {
  const items = Array.from({ length: between(3, 5, next) }, () => ({ content: [{ text: sentence(next) }], blocks: [] }))
  return { type: 'list', ordered: false, items }
}

function moment(at: number): Instant {
  return instantOf(new Date(at)) ?? ''
}
