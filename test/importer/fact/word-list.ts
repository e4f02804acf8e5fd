import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'

export const folder = new URL('../../../src/importer/fact/words/', import.meta.url)

/** BCP 47 tags of the languages that have a word list: English first, then by tag. */
export function languageTags(): string[] {
  const tags = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -'.json'.length))
  return ['en', ...tags.filter(tag => tag !== 'en').sort()]
}

export function readWordList(tag: string): unknown {
  return JSON.parse(readFileSync(new URL(`${tag}.json`, folder), 'utf8'))
}

/** The text of `languages.ts`, which lists the files for Node.js and for the bundle of the package. */
export function languagesModule(tags: readonly string[]): string {
  const name = (tag: string) => tag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const entry = (tag: string) => (name(tag) === tag ? tag : `'${tag}': ${name(tag)}`)
  const imports = tags.toSorted().map(tag => `import ${name(tag)} from './${tag}.json' with { type: 'json' }`)
  return `// \`npm run words\` writes this file.
${imports.join('\n')}

/** The word lists by language (BCP 47). Where two languages disagree about a word, the first one counts. */
export const wordLists = { ${tags.map(entry).join(', ')} }
`
}

const phrase = z.string().refine(isNormal, 'must be in lower case, with straight apostrophes and single spaces')
const phrases = z.array(phrase).refine(list => new Set(list).size === list.length, 'names a phrase twice')
const multiplier = z.union([z.literal(1e3), z.literal(1e6), z.literal(1e9)])
const labels = [
  ...['title', 'summary', 'published', 'updated', 'category', 'tags', 'authors', 'views', 'readingTime'],
  ...['language', 'status', 'embargo'],
] as const

export const wordList = z.strictObject({
  contents: phrases,
  labels: z.record(z.enum(labels), phrases),
  leading: z.record(z.enum(['published', 'updated', 'category', 'embargo']), phrases),
  withheld: phrases,
  by: phrases,
  and: phrases,
  views: phrases,
  minutes: phrases,
  hours: phrases,
  filler: phrases,
  multipliers: z.record(phrase, multiplier),
  months: z.array(phrases.min(1)).length(12),
  controls: phrases,
  captions: phrases,
  roles: phrases,
  organisations: phrases,
})

function isNormal(text: string): boolean {
  return text !== '' && text === text.normalize('NFC').toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ').trim()
}
