import { plainText } from '../../src/domain/body/inline.ts'
import { blocksText } from '../../src/domain/body/word-count.ts'
import type { Manuscript } from '../../src/domain/content/manuscript.ts'

/** All visible words of a manuscript. */
export function manuscriptText({ title, summary, keyTakeaways, sections, footnotes }: Manuscript): string {
  return [
    title,
    summary ?? '',
    ...keyTakeaways.map(({ content }) => plainText(content)),
    ...sections.flatMap(({ heading, blocks }) => [heading ?? '', blocksText(blocks)]),
    ...footnotes.map(({ blocks }) => blocksText(blocks)),
  ].join('\n')
}
