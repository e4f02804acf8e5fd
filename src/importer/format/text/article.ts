import { plainText } from '../../../domain/body/inline.ts'
import type { Manuscript, ManuscriptSection } from '../../../domain/content/manuscript.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { distinct } from '../../fact/people.ts'
import type { Reporter } from '../../fact/report.ts'
import { draftNote } from '../../fact/restriction.ts'
import { folderLanguage, suffixLanguage } from '../../fact/translation.ts'
import type { ItemReport, ParseOptions } from '../../importer.ts'
import { blocksOf, joined, onOneLine, type WriteContext } from './block.ts'
import { type Fact, languageOf } from './fact.ts'
import { consume, note, sortedReport } from './line-report.ts'
import type { Line } from './lines.ts'
import { createMarks } from './marks.ts'
import type { Part } from './outline.ts'
import type { Page } from './page.ts'
import { firstSentence } from './sentence.ts'

/** Converts a page to an article: text becomes blocks, facts become metadata. */
export async function articleOf(
  page: Page,
  options: ParseOptions,
): Promise<{ manuscript: Manuscript; isDraft: boolean; report: ItemReport }> {
  const { header, reporter, layout } = page
  const context: WriteContext = { layout, reporter, marks: createMarks() }
  const sections = page.parts.map(part => sectionOf(part, context))
  const takeaways = page.takeaways.map(lines => ({
    content: context.marks.read(onOneLine(lines)),
    origin: 'authored' as const,
  }))
  const summary = plain(header.summary ?? [], context)
  const title = plain(header.title ?? [], context) || titleFromText(page, options.name)
  if (context.marks.isExhausted()) {
    note(reporter, 'marks-unread', 'The text is very long. Marks after the first 500,000 characters were kept as text.')
  }
  const { language } = await chooseLanguage(
    sample(page),
    header.facts.flatMap(fact => (fact.kind === 'language' ? [languageOf(fact.text)] : []))[0] ??
      suffixLanguage(options.name),
    options,
    folderLanguage(options.name),
  )
  const manuscript: Manuscript = {
    title,
    ...(summary && { summary }),
    language,
    ...withDate(metadataOf(header.facts), options, reporter),
    keyTakeaways: takeaways.filter(({ content }) => content.length > 0),
    sections,
    footnotes: [],
  }
  const restrictions = header.facts.filter(fact => fact.kind === 'restriction')
  for (const { restriction, statement } of restrictions) {
    const { code, detail } = draftNote(restriction, statement)
    reporter.note(code, detail)
  }
  return { manuscript, isDraft: restrictions.length > 0, report: sortedReport(reporter) }
}

function sectionOf({ heading, level, rawBlocks }: Part, context: WriteContext): ManuscriptSection {
  const blocks = rawBlocks.flatMap(rawBlock => blocksOf(rawBlock, context))
  if (!heading) return { level, blocks }
  const content = context.marks.read(onOneLine([heading]))
  const isPlain = content.every(run => Object.keys(run).length === 1)
  return { heading: plainText(content), ...(isPlain ? {} : { headingContent: content }), level, blocks }
}

/** Text without marks. Reports the addresses of links. */
function plain(lines: readonly Line[], { marks, reporter }: WriteContext): string {
  const runs = marks.read(onOneLine(lines))
  const [line] = lines
  for (const { link, text } of runs) if (line && link && link.href !== text) consume(reporter, 'link', line, link.href)
  return plainText(runs)
}

/** A title for a page without one: its first sentence, which also stays in the text, else its file name. */
function titleFromText({ parts, takeaways, reporter, layout }: Page, name: string): string {
  const lines = parts.flatMap(({ heading, rawBlocks }) => [
    ...(heading ? [[heading]] : []),
    ...rawBlocks.flatMap(rawBlock =>
      'lines' in rawBlock ? [rawBlock.lines] : rawBlock.kind === 'list' ? rawBlock.items.map(item => item.lines) : [],
    ),
  ])
  for (const own of [...lines.slice(0, 20), ...takeaways.slice(0, 1)]) {
    const [line] = own
    const sentence = firstSentence(plainText(createMarks().read(joined(own.slice(0, 40), layout).slice(0, 4000))))
    if (!line || !sentence) continue
    note(
      reporter,
      'title-from-text',
      'The text has no title line. Its first sentence became the title, and stays in the text.',
      line,
    )
    return sentence
  }
  note(reporter, 'title-from-name', 'The text has no title and no sentence. Its file name became the title.')
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
  return {
    ...(category && { category }),
    tags: [...new Set(facts.flatMap(fact => (fact.kind === 'tags' ? fact.names : [])))],
    authors: distinct(facts.flatMap(fact => (fact.kind === 'authors' ? fact.byline.authors : []))),
    ...(published && { publishedAt: published.at, publishedPrecision: published.precision }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(readingTimeMinutes !== undefined && { readingTimeMinutes }),
    ...(views !== undefined && { views }),
  }
}

/** A text without a date has the one in its path, such as `2014-12-12-trains.txt`. */
function withDate(facts: ReturnType<typeof metadataOf>, options: ParseOptions, { note }: Reporter): typeof facts {
  if (facts.publishedAt !== undefined) return facts
  const derived = derivedDate([['the path of the file', options.name]], undefined, options, note)
  return derived ? { ...facts, publishedAt: derived.at, publishedPrecision: derived.precision } : facts
}

function firstOf<Kind extends Fact['kind']>(
  facts: readonly Fact[],
  kind: Kind,
): Extract<Fact, { kind: Kind }> | undefined {
  return facts.find((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind)
}

/** A sample of the text for language detection. */
function sample({ header, parts }: Page): string {
  const lines = [...(header.title ?? []), ...(header.summary ?? [])]
  let length = 0
  for (const { rawBlocks } of parts) {
    for (const rawBlock of rawBlocks) {
      if (length > 4000) break
      const own =
        'lines' in rawBlock
          ? rawBlock.lines
          : rawBlock.kind === 'list'
            ? rawBlock.items.flatMap(item => item.lines)
            : []
      for (const line of own.slice(0, 100)) {
        lines.push(line)
        length += line.text.length
      }
    }
  }
  return lines.map(({ text }) => text.slice(0, 4000)).join('\n')
}
