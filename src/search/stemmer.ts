import { createRequire } from 'node:module'

/** Module of `@orama/stemmers` for each language that it covers. */
const modules: Readonly<Record<string, string>> = {
  ar: 'arabic',
  bg: 'bulgarian',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'indian',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  nb: 'norwegian',
  ne: 'nepali',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sa: 'sanskrit',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  uk: 'ukrainian',
}

/** Returns the stem of a word in lower case. */
export type Stemmer = (word: string) => string

// Loaded when a language is first used: all of them would delay every start. A publish cannot wait for an `import()`.
const load = createRequire(import.meta.url)

/** The name of the stemmer of a language; undefined if there is none. Languages with one stemmer have the same name. */
export function stemmerName(language: string): string | undefined {
  return modules[language.split('-', 1)[0] ?? '']
}

export function loadStemmer(name: string): Stemmer {
  const { stemmer } = load(`@orama/stemmers/${name}`) as { stemmer: Stemmer }
  return stemmer
}
