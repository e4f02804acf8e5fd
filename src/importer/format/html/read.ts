import type { Block } from '../../../domain/body/block.ts'
import { plainText } from '../../../domain/body/inline.ts'
import type { ManuscriptSection } from '../../../domain/content/manuscript.ts'
import { canonicalLanguage } from '../../../domain/text/language.ts'
import { readBody } from '../../blocks/body.ts'
import { withCleanText } from '../../blocks/clean-text.ts'
import { fileAddresses } from '../../blocks/file-address.ts'
import { runsOf } from '../../blocks/runs.ts'
import { fileName, titleFromName } from '../../fact/file-name.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { type Reporter, reporter } from '../../fact/report.ts'
import { fileTranslations, folderLanguage, suffixLanguage } from '../../fact/translation.ts'
import type { ImportedArticle, ImportProblem, ParseOptions } from '../../importer.ts'
import { type Decoded, decode } from '../../source/decode.ts'
import { readLimited } from '../../source/read-limited.ts'
import { isTooComplex, tagsIn } from '../../tree/complexity.ts'
import { type PageDom, parsePage, treeOf } from '../../tree/dom.ts'
import { utf16Of } from '../../tree/page-start.ts'
import { alternatesOf } from './alternate.ts'
import { articleData } from './json-ld.ts'
import { mainContent } from './main-content.ts'
import { type Page, pageOf } from './page.ts'
import { pageFacts } from './page-facts.ts'
import { cutPaidParts, paywallNote } from './paywall.ts'

/** Limit of a page, in bytes. Data URLs can make a page many times larger than its text. */
const largest = 32 * 1024 * 1024
/** Limit of the tags of a page. */
const maxTags = 300_000

/** Reads a page as one article. */
export async function readHtml(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): Promise<ImportedArticle | ImportProblem> {
  const bytes = await readLimited(input, largest)
  if (!bytes)
    return { kind: 'problem', code: 'too-large', detail: `A page may have at most ${largest / 1024 / 1024} MiB.` }
  const decoded = decodePage(bytes, options.encoding)
  if (decoded.kind === 'problem') return decoded
  const text = decoded.text.toWellFormed()
  if (isTooComplex([text]) || tagsIn(text) > maxTags) {
    return {
      kind: 'problem',
      code: 'malformed',
      detail: 'The page is nested too deeply or has too many elements. Import only its article.',
    }
  }
  const report = reporter()
  for (const { code, detail } of decoded.notes) report.note(code, detail)
  try {
    const { manuscript, alternates, isDraft } = await articleOf(text, options, report)
    if (!manuscript) return { kind: 'problem', code: 'empty', detail: 'The page has no text in its body.' }
    const mediaType = `text/html;charset=${decoded.encoding}`
    return {
      kind: 'article',
      manuscript,
      addresses: fileAddresses(options),
      translations: [...alternates, ...fileTranslations(options, manuscript.language)],
      status: isDraft ? 'draft' : 'publishable',
      report: report.report(),
      raw: { mediaType, bytes },
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { kind: 'problem', code: 'malformed', detail: 'The page is nested too deeply to be read.' }
  }
}

type Article = {
  manuscript: ImportedArticle['manuscript'] | undefined
  /** Addresses of its translations. */
  alternates: string[]
  isDraft: boolean
}

async function articleOf(text: string, options: ParseOptions, report: Reporter): Promise<Article> {
  const dom = parsePage(text)
  const whole = pageOf(treeOf(dom))
  const data = articleData(whole)
  const paywall = paywallNote(whole, data)
  if (paywall) report.note(paywall.code, paywall.detail)
  // A draft keeps the parts for members, because it is not published.
  const page = !paywall && cutPaidParts(dom, data, report) ? pageOf(treeOf(dom)) : whole
  return { ...(await manuscriptOf(dom, page, text.length, { options, report })), isDraft: paywall !== undefined }
}

async function manuscriptOf(
  dom: PageDom,
  page: Page,
  length: number,
  { options, report }: { options: ParseOptions; report: Reporter },
): Promise<Omit<Article, 'isDraft'>> {
  const children = page.all.find(element => page.nodes.get(element) === dom.body)?.children ?? []
  const { title, language: stated, base, ...facts } = pageFacts(page, options, report)
  const body = readBody(
    mainContent(dom, page, { type: 'root', children }, { title, summary: facts.summary, reporter: report }),
    {
      length,
      reporter: report,
      base,
      language: stated === undefined ? undefined : canonicalLanguage(stated),
      title,
      titleFromHeading: true,
      findTakeaways: true,
    },
  )
  const sections = withoutOuterDividers(body.sections)
  if (title === undefined && body.title === undefined && sections.length === 0)
    return { manuscript: undefined, alternates: [] }
  const sample = () => {
    const words = sections.flatMap(({ blocks }) => [...runsOf(blocks.slice(0, 40))].map(plainText))
    return [title ?? body.title ?? '', facts.summary ?? '', ...words.slice(0, 200)].join('\n')
  }
  const { language } = await chooseLanguage(
    sample,
    stated ?? suffixLanguage(options.name),
    options,
    folderLanguage(options.name),
  )
  const name = title ?? body.title ?? titleFromName(fileName(options).stem)
  const { keyTakeaways, footnotes } = body
  return {
    manuscript: { ...withCleanText({ title: name, language, ...facts }), keyTakeaways, sections, footnotes },
    alternates: alternatesOf(page, base),
  }
}

/** Without the dividers between the article and what is around it on the page. */
function withoutOuterDividers(sections: readonly ManuscriptSection[]): ManuscriptSection[] {
  const kept = [...sections]
  const [lead] = kept
  if (lead?.heading === undefined && lead?.blocks[0]?.type === 'divider') {
    const first = lead.blocks.findIndex(isNoDivider)
    kept.splice(0, 1, ...(first < 0 ? [] : [{ ...lead, blocks: lead.blocks.slice(first) }]))
  }
  const last = kept.at(-1)
  if (last?.blocks.at(-1)?.type !== 'divider') return kept
  return kept.with(-1, { ...last, blocks: last.blocks.slice(0, last.blocks.findLastIndex(isNoDivider) + 1) })
}

function isNoDivider({ type }: Block): boolean {
  return type !== 'divider'
}

/**
 * Like `decode`, but recognizes UTF-16 without a byte order mark, and uses the encoding that the page states if the bytes are
 * not clearly UTF-8. A stated UTF-16 is wrong in a page that can be read so far (HTML, 13.2.3.2).
 */
function decodePage(bytes: Uint8Array, label: string | undefined): Decoded {
  const decoded = decode(bytes, label ?? utf16Of(bytes))
  if (label !== undefined) return decoded
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1')
  const stated = /<meta[^<>]{0,200}charset\s*=\s*["']?([\w:-]{1,40})/i.exec(head)?.[1]
  const isUnicode = decoded.kind === 'text' && /^utf-/.test(decoded.encoding) && !/^iso-2022/i.test(stated ?? '')
  if (stated === undefined || isUnicode || /^utf-?(?:8|16)/i.test(stated)) return decoded
  const byStatement = decode(bytes, stated)
  return byStatement.kind === 'text' ? byStatement : decoded
}
