import { trimEndBy } from '../../../domain/text/trim.ts'

/** Limit of a title made of a sentence, in characters. */
const longest = 120

/** The first sentence of a text without its full stop, cut at a word if it is too long; empty if there is none. */
export function firstSentence(text: string): string {
  const sentences = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.slice(0, 2000))
  for (const { segment } of sentences) {
    const sentence = segment.trim().replace(/\s+/g, ' ')
    if (/[\p{L}\p{N}]/u.test(sentence)) return shortened(sentence.replace(/(?<!\.)\.$/, ''))
  }
  return ''
}

function shortened(sentence: string): string {
  const characters = [...sentence]
  if (characters.length <= longest) return sentence
  const cut = characters.slice(0, longest).join('')
  const space = cut.search(/\s\S*$/)
  const end = space < 0 ? cut.search(/[,;:–—-]/) : space
  return `${(end > 0 && trimEndBy(cut.slice(0, end), /[\s,;:–—-]/)) || cut}…`
}
