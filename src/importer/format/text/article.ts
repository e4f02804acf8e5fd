import { plainText } from '../../../domain/body/inline.ts'
import type { Manuscript, ManuscriptSection } from '../../../domain/content/manuscript.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { draftNote } from '../../fact/restriction.ts'
import type { ItemReport, ParseOptions } from '../../importer.ts'
import { consume, note, settled } from './account.ts'
import { blocksOf, joined, onOneLine, type Writing } from './block.ts'
import { type Fact, languageOf } from './fact.ts'
import type { Line } from './lines.ts'
import { createMarks } from './marks.ts'
import type { Part } from './outline.ts'
import type { Page } from './page.ts'
import { firstSentence } from './sentence.ts'

/** Makes an article of a page: words become blocks and runs, facts become metadata. */
export async function articleOf(
  page: Page,
  options: ParseOptions,
): Promise<{ manuscript: Manuscript; isDraft: boolean; report: ItemReport }> {
  const { header, account, layout } = page
  const writing: Writing = { layout, account, marks: createMarks() }
  const sections = page.parts.map(part => sectionOf(part, writing))
  const takeaways = page.takeaways.map(lines => ({
    content: writing.marks.read(onOneLine(lines)),
    origin: 'authored' as const,
  }))
  const summary = plain(header.summary ?? [], writing)
  const title = plain(header.title ?? [], writing) || titleFromText(page, options.name)
  if (writing.marks.isExhausted()) {
    note(
      account,
      'marks-unread',
      'The text is so long that marks after the first half million characters were left as written.',
    )
  }
  const { language } = await chooseLanguage(
    sample(page),
    header.facts.flatMap(fact => (fact.kind === 'language' ? [languageOf(fact.text)] : []))[0],
    options,
  )
  const manuscript: Manuscript = {
    title,
    ...(summary && { summary }),
    language,
    ...metadataOf(header.facts),
    keyTakeaways: takeaways.filter(({ content }) => content.length > 0),
    sections,
    footnotes: [],
  }
  const restrictions = header.facts.filter(fact => fact.kind === 'restriction')
  account.notes.push(...restrictions.map(({ restriction, said }) => draftNote(restriction, said)))
  return { manuscript, isDraft: restrictions.length > 0, report: settled(account) }
}

function sectionOf({ heading, level, pieces }: Part, writing: Writing): ManuscriptSection {
  const blocks = pieces.flatMap(piece => blocksOf(piece, writing))
  if (!heading) return { level, blocks }
  const content = writing.marks.read(onOneLine([heading]))
  const isPlain = content.every(run => Object.keys(run).length === 1)
  return { heading: plainText(content), ...(isPlain ? {} : { headingContent: content }), level, blocks }
}

/** Words without marks; where a link led goes on record. */
function plain(lines: readonly Line[], { marks, account }: Writing): string {
  const runs = marks.read(onOneLine(lines))
  const [line] = lines
  for (const { link, text } of runs) if (line && link && link.href !== text) consume(account, 'link', line, link.href)
  return plainText(runs)
}

/** A title for a page without one: its first sentence, which stays where it is; else its first words or its name. */
function titleFromText({ parts, takeaways, account, layout }: Page, name: string): string {
  const lines = parts.flatMap(({ heading, pieces }) => [
    ...(heading ? [[heading]] : []),
    ...pieces.flatMap(piece =>
      'lines' in piece ? [piece.lines] : piece.kind === 'list' ? piece.items.map(item => item.lines) : [],
    ),
  ])
  for (const own of [...lines.slice(0, 20), ...takeaways.slice(0, 1)]) {
    const [line] = own
    const sentence = firstSentence(plainText(createMarks().read(joined(own.slice(0, 40), layout).slice(0, 4000))))
    if (!line || !sentence) continue
    note(
      account,
      'title-from-text',
      'The page has no title line; its first sentence was taken, and stays in the text.',
      line,
    )
    return sentence
  }
  note(account, 'title-from-name', 'The page has no title and no sentence to make one of; its name was taken.')
  return name.replace(/^.*\//, '').replace(/\.[^.]*$/, '') || name
}

function metadataOf(
  facts: readonly Fact[],
): Pick<
  Manuscript,
  'category' | 'tags' | 'authors' | 'publishedAt' | 'publishedPrecision' | 'updatedAt' | 'readingTimeMinutes' | 'views'
> {
  const category = firstOf(facts, 'category')?.text.trim()
  const published = firstOf(facts, 'embargo') ?? firstOf(facts, 'published')
  const updatedAt = firstOf(facts, 'updated')?.at
  const readingTimeMinutes = firstOf(facts, 'readingTime')?.figure
  const views = firstOf(facts, 'views')?.figure
  const names = (kind: 'tags' | 'authors') => [
    ...new Set(facts.flatMap(fact => (fact.kind === kind ? fact.names : []))),
  ]
  return {
    ...(category && { category }),
    tags: names('tags'),
    authors: names('authors').map(name => ({ name })),
    ...(published && { publishedAt: published.at, publishedPrecision: published.precision }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(readingTimeMinutes !== undefined && { readingTimeMinutes }),
    ...(views !== undefined && { views }),
  }
}

function firstOf<Kind extends Fact['kind']>(
  facts: readonly Fact[],
  kind: Kind,
): Extract<Fact, { kind: Kind }> | undefined {
  return facts.find((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind)
}

/** Enough of the text to tell its language by, prose before lists. */
function sample({ header, parts }: Page): string {
  const lines = [...(header.title ?? []), ...(header.summary ?? [])]
  let length = 0
  for (const { pieces } of parts) {
    for (const piece of pieces) {
      if (length > 4000) break
      const own = 'lines' in piece ? piece.lines : piece.kind === 'list' ? piece.items.flatMap(item => item.lines) : []
      for (const line of own.slice(0, 100)) {
        lines.push(line)
        length += line.text.length
      }
    }
  }
  return lines.map(({ text }) => text.slice(0, 4000)).join('\n')
}
