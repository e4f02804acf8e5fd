import { plainText } from '../../../domain/body/inline.ts'
import { blocksText } from '../../../domain/body/word-count.ts'
import type { Manuscript, ManuscriptTakeaway } from '../../../domain/content/manuscript.ts'
import { canonicalLanguage } from '../../../domain/text/language.ts'
import { type Body, readBody } from '../../blocks/body.ts'
import { withCleanText } from '../../blocks/clean-text.ts'
import { fileAddresses, fileBase } from '../../blocks/file-address.ts'
import { fileName, titleFromName } from '../../fact/file-name.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { type Reporter, reporter } from '../../fact/report.ts'
import { fileTranslations, folderLanguage, translationName } from '../../fact/translation.ts'
import type { ImportedArticle, ImportProblem, ParseOptions } from '../../importer.ts'
import { decode } from '../../source/decode.ts'
import { readLimited } from '../../source/read-limited.ts'
import { plainLine } from '../../tree/plain-html.ts'
import { admonitions } from './admonition.ts'
import { dialects } from './dialect.ts'
import { withoutEncryptedParts, withoutTagSecrets } from './encrypted-part.ts'
import { type Facts, factsOf } from './facts.ts'
import { FrontMatterError, frontMatter } from './front-matter.ts'
import { hideHeadingIds } from './heading-attribute.ts'
import { prepare } from './prepare.ts'
import { withoutSecrets } from './secret.ts'
import { hideJsx } from './template/jsx.ts'
import { hideTemplates } from './template/scan.ts'
import { templateStore, withoutMarks } from './template/store.ts'
import { markdownTree } from './tree.ts'

/** Limit of a source, in bytes: several times the longest novel. */
const largest = 8 * 1024 * 1024

/** Reads Markdown as one article. */
export async function readMarkdown(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): Promise<ImportedArticle | ImportProblem> {
  const bytes = await readLimited(input, largest)
  if (!bytes) {
    const detail = `A Markdown source may have at most ${largest / 1024 / 1024} MiB. Split it into several articles.`
    return { kind: 'problem', code: 'too-large', detail }
  }
  const decoded = decode(bytes, options.encoding)
  if (decoded.kind === 'problem') return decoded
  const report = reporter()
  for (const { code, detail } of decoded.notes) report.note(code, detail)
  try {
    const { facts, body, source } = articleOf(decoded.text, options, report)
    const manuscript = await manuscriptOf(facts, body, options)
    return {
      kind: 'article',
      manuscript,
      ...(facts.externalId !== undefined && { externalId: facts.externalId }),
      addresses: fileAddresses(options, facts.slug),
      translations: [
        ...(facts.translation === undefined ? [] : [translationName(facts.translation)]),
        ...fileTranslations(options, manuscript.language, facts.slug),
      ],
      status: facts.restrictions.notes.length > 0 ? 'draft' : 'publishable',
      ...(facts.notBefore !== undefined && { notBefore: facts.notBefore }),
      report: report.report(),
      raw:
        source === undefined
          ? { mediaType: `text/markdown;charset=${decoded.encoding}`, bytes }
          : { mediaType: 'text/markdown;charset=utf-8', bytes: new TextEncoder().encode(source) },
    }
  } catch (error) {
    if (error instanceof FrontMatterError)
      return { kind: 'problem', code: 'malformed', detail: error.message, place: { line: error.line } }
    if (!(error instanceof RangeError)) throw error
    return {
      kind: 'problem',
      code: 'malformed',
      detail: 'The text is nested too deeply to be read. Remove some levels.',
    }
  }
}

/** Removes the passwords in front matter and in the tags of encrypted parts. */
function keptSource(text: string, end: number, data: ReadonlyMap<string, unknown>): string {
  return withoutTagSecrets(withoutSecrets(text, end, data))
}

type Article = {
  facts: Facts
  body: Body
  /** The source without secrets; absent = there are none. */
  source: string | undefined
}

function articleOf(source: string, options: ParseOptions, report: Reporter): Article {
  const text = withoutMarks(source.toWellFormed().replace(/\r\n?/g, '\n'))
  const { data, body, end, notes } = frontMatter(text)
  for (const { code, detail, line } of notes) report.note(code, detail, { line })
  const facts = factsOf(data, { options, file: fileName(options), reporter: report, base: options.base })
  for (const { code, detail } of facts.restrictions.notes) report.note(code, detail, { line: 1 })
  const shown = withoutEncryptedParts(body, report.note)
  const separated = excerpt(shown, facts, report)
  const found = bodyOf(separated, { facts, options, report, takeaways: facts.takeaways.length === 0 })
  const keyTakeaways = [...authored(facts, options, report), ...found.keyTakeaways]
  return {
    facts,
    body: { ...found, keyTakeaways },
    source: facts.restrictions.hasSecret || shown !== body ? keptSource(text, end, data) : undefined,
  }
}

function bodyOf(
  text: string,
  { facts, options, report, takeaways }: { facts: Facts; options: ParseOptions; report: Reporter; takeaways: boolean },
): Body {
  const store = templateStore()
  const inlines = (line: string) => {
    const inner = { facts: { ...facts, title: '' }, options, report, takeaways: false }
    const blocks = bodyOf(line, inner).sections.flatMap(section => section.blocks)
    const [only, second] = blocks
    return only?.type === 'paragraph' && !second ? only.content : [{ text: line }]
  }
  const setting = { store, reporter: report, base: facts.base, inlines }
  const isMdx = /\.mdx$/i.test(options.name)
  const marked = hideHeadingIds(text, store)
  const hidden = isMdx ? hideJsx(marked.text, setting) : hideTemplates(admonitions(marked.text), setting)
  const tree = markdownTree(prepare(dialects(hidden, setting), setting), report, { isMdx, headingIds: marked.ids })
  return readBody(tree, {
    length: text.length,
    reporter: report,
    base: facts.base,
    fileBase: options.base ?? fileBase(options),
    language: facts.language === undefined ? undefined : canonicalLanguage(facts.language),
    title: facts.title,
    titleFromHeading: true,
    findTakeaways: takeaways,
    splitTemplates: store.splitTemplates,
    restoreTemplates: store.restoreTemplates,
  })
}

/** Takeaways of the front matter, parsed as Markdown. */
function authored(facts: Facts, options: ParseOptions, report: Reporter): ManuscriptTakeaway[] {
  return facts.takeaways.flatMap(({ text, origin }) => {
    const { sections } = bodyOf(text, { facts: { ...facts, title: '' }, options, report, takeaways: false })
    const [only] = sections
    const [block, ...rest] = only?.blocks ?? []
    const isLine =
      sections.length === 1 && only?.heading === undefined && block?.type === 'paragraph' && rest.length === 0
    return [{ content: isLine ? block.content : [{ text }], origin }]
  })
}

/** The summary, if none is stated: the text before Jekyll's `excerpt_separator`, if it is one short paragraph. */
function excerpt(body: string, facts: Facts, report: Reporter): string {
  const { excerptSeparator: separator } = facts
  const at = separator === undefined ? -1 : body.indexOf(separator)
  if (separator === undefined || at < 0) return body
  const before = body.slice(0, at).trim()
  const isLine = before.length > 0 && before.length <= 400 && !/\n\s*\n|^[#>*\-|`!{<]/.test(before)
  if (facts.summary === undefined && isLine)
    facts.summary = plainLine(before.replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1').replace(/[*_`]/g, '')).replace(
      /\s+/g,
      ' ',
    )
  if (/^<!--/.test(separator)) return body
  report.consume('excerpt-separator', separator)
  return body.slice(0, at) + body.slice(at + separator.length)
}

async function manuscriptOf(facts: Facts, body: Body, options: ParseOptions): Promise<Manuscript> {
  const {
    title,
    language: stated,
    takeaways: _,
    externalId: __,
    translation: _______,
    restrictions: ___,
    notBefore: ______,
    excerptSeparator: ____,
    base: _____,
    ...known
  } = facts
  const words = [title ?? body.title ?? '', facts.summary ?? '', ...sample(body)].join('\n')
  const { language } = await chooseLanguage(words, stated, options, folderLanguage(options.name))
  const name = title ?? body.title ?? titleFromName(fileName(options).stem)
  const { keyTakeaways, sections, footnotes } = body
  return {
    ...withCleanText({ title: name, language, ...known }),
    keyTakeaways: withCleanText(keyTakeaways),
    sections,
    footnotes,
  }
}

/** A sample for language detection. */
function sample({ sections, keyTakeaways }: Body): string[] {
  const texts = keyTakeaways.map(({ content }) => plainText(content))
  for (let index = 0, length = 0; index < sections.length && length < 4000; index += 1) {
    const prose = sections[index]?.blocks.slice(0, 40).filter(block => block.type !== 'code') ?? []
    const text = blocksText(prose)
    texts.push(text)
    length += text.length
  }
  return texts
}
