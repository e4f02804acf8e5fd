import words from './page-phrase.json' with { type: 'json' }

/** What pages of one language write around articles. All phrases are in lower case, with straight apostrophes. */
export type PagePhrases = {
  /** Labels of advertisements. */
  advertisement: readonly string[]
  /** Texts of buttons. */
  control: readonly string[]
  /** Headings of lists of other articles. */
  otherArticles: readonly string[]
  /** Labels of links to other articles. */
  related: readonly string[]
  /** Such labels that other words can follow: "more from". */
  relatedTo: readonly string[]
  /** Calls to the reader: in a line after the article, and at the start of its last lines. */
  call: readonly string[]
  callStart: readonly string[]
  /** Parts of lines that name contributors or rights. */
  contributors: readonly string[]
}

const languages: readonly PagePhrases[] = Object.values(words)
const advertisements = setOf('advertisement')
const controls = setOf('control')
const otherArticles = setOf('otherArticles')
const related = setOf('related')
const relatedTo = listOf('relatedTo')
const calls = listOf('call')
const callStarts = listOf('callStart')
const contributors = listOf('contributors')

/** Limits, in characters, of the heading of a list, and of the words after a label such as "more from". */
const longestHeading = 60
const longestRest = 40
/** Limit of a line that is looked up. A longer one is prose. */
const longestLine = 400

export function isAdvertisement(text: string): boolean {
  return advertisements.has(plain(text))
}

/** Whether a text is a button or counts pictures. */
export function isPageControl(text: string): boolean {
  return controls.has(plain(text)) || /^(?:image )?\d+ ?(?:of|\/)(?: \/)? ?\d+$/i.test(text)
}

/** Whether a heading announces a list of other articles. */
export function isOtherHeading(text: string): boolean {
  return text.length <= longestHeading && otherArticles.has(plain(text).replace(/[ .:…?!]{1,4}$/, ''))
}

/** Whether a text is, or begins with, a label of links to other articles: "Read also: …". */
export function isRelatedLabel(text: string): boolean {
  const label = plain(text.slice(0, longestLine))
  const [start = ''] = label.split(/[:.…]/, 1)
  if (related.has(start.trimEnd())) return true
  const [line = ''] = label.split(':', 1)
  return relatedTo.some(phrase => line.startsWith(phrase) && line.length <= phrase.length + longestRest)
}

/** Whether a line calls the reader to subscribe, to follow or to read more. */
export function isCall(text: string): boolean {
  return text.includes('©') || holds(text, calls)
}

/** Whether a whole line does so, or names contributors or rights. */
export function isWholeCall(text: string): boolean {
  const line = plain(text)
  if (/^(?:©|copyright (?:©|\d{4}))/.test(line) || holds(text, contributors)) return true
  return callStarts.some(phrase => line.startsWith(phrase) && !/^[\p{L}\p{N}]/u.test(line.slice(phrase.length)))
}

/** Whether one of the phrases is in a text, as whole words. */
function holds(text: string, phrases: readonly string[]): boolean {
  const line = ` ${plain(text.slice(0, longestLine))
    .split(/[^\p{L}\p{N}']+/u)
    .join(' ')} `
  return phrases.some(phrase => line.includes(` ${phrase} `))
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('’', "'")
}

function listOf(kind: keyof PagePhrases): string[] {
  return languages.flatMap(list => list[kind])
}

function setOf(kind: keyof PagePhrases): Set<string> {
  return new Set(listOf(kind))
}
