import type { Manuscript } from '../../../src/domain/content/manuscript.ts'
import { manuscript } from './article.ts'
import { between, random } from './random.ts'

/** Words of the searched corpus whose frequency is known. */
export const searched = {
  /** In the body of six articles of ten. */
  common: 'breakwater',
  /** In the body of one article of ten. */
  usual: 'lighthouse',
  /** In the body of one article of two hundred. */
  rare: 'ambergris',
  /** Two words that follow each other in one article of a hundred. */
  phrase: 'tidal museum',
  /** A misspelling of the rare word. */
  misspelt: 'ambergirs',
} as const

const syllables =
  'ba be bo ca ce co da de do fa fe fi ga ge go ka ke ki la le li ma me mi na ne no pa pe po ra re ri sa se si ta te ti'.split(
    ' ',
  )
const vocabulary = 60_000

/** An article of the corpus with further words: few of them in many articles, most of them in few. */
export function searchedManuscript(number: number, total: number): Manuscript {
  const made = manuscript(number, total)
  const next = random(number + 7_000_001)
  const words = Array.from({ length: 120 }, () => wordOf(Math.floor(vocabulary ** next())))
  if (next() < 0.6) words.push(searched.common)
  if (next() < 0.1) words.push(searched.usual)
  if (number % 200 === 17) words.push(searched.rare)
  if (number % 100 === 23) words.push(searched.phrase)
  const place = between(0, made.sections.length - 1, next)
  return {
    ...made,
    title: `${made.title} ${wordOf(between(0, vocabulary, next))}`,
    sections: made.sections.map((section, index) =>
      index === place
        ? { ...section, blocks: [...section.blocks, { type: 'paragraph', content: [{ text: `${words.join(' ')}.` }] }] }
        : section,
    ),
  }
}

function wordOf(rank: number): string {
  const letters: string[] = []
  for (let rest = rank + 40; rest > 0; rest = Math.floor(rest / syllables.length))
    letters.push(syllables[rest % syllables.length] ?? '')
  return letters.join('')
}
