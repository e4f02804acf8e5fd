import { compose } from '../../../src/domain/content/compose.ts'
import { createPrinter } from '../../../src/domain/print/print.ts'
import type { ImportedArticle, Importer, ImportProblem } from '../../../src/importer/importer.ts'
import { htmlSetting } from '../../../src/render/html-setting.ts'
import { sectionsMarkdown } from '../../../src/render/markdown.ts'
import { sectionsHtml } from '../../../src/render/section-html.ts'
import { blocksText } from '../../../src/render/text.ts'
import { digest, numberedId, numberedIds, site } from '../../domain/sample.ts'
import { growth } from '../../pace.ts'
import { formats } from './format.ts'

/** The cost of reading, printing and rendering one pattern. */
export type Measured = {
  /** How many times the processor time of the small source the large one takes. */
  time: number
  /** Characters of the large source, of what became of the small one, and of what became of the large one. */
  length: number
  few: number
  many: number
}

/** Characters of the small source and of the large one. */
export const sizes: [number, number] = [8_000, 64_000]
/** How many times the processor time of the small source the large one may take: 8 is linear, 64 the square. */
export const mostTime = 24

const printer = createPrinter(site, digest)

/** Runs in a new process, which is ended if a pattern takes too long. Sends one message for each pattern. */
const [, , name, first] = process.argv
if (process.send && name !== undefined) {
  const format = formats.find(one => one.name === name)
  if (!format) throw new Error(`there is no format ${name}`)
  for (const [, pattern] of Object.entries(format.patterns).slice(Number(first))) {
    process.send(await measure(format.importer, pattern))
  }
  process.disconnect()
}

async function measure(importer: Importer, pattern: (size: number) => string): Promise<Measured> {
  const sources = new Map(sizes.map(size => [size, Buffer.from(pattern(size))]))
  const made = new Map<number, number>()
  const work = async (size: number) => {
    made.set(size, outputOf(await read(importer, sources.get(size) ?? Buffer.of())))
  }
  await work(sizes[0])
  const time = await growth(work, sizes, mostTime)
  const [few = 0, many = 0] = sizes.map(size => made.get(size))
  return { time, length: sources.get(sizes[1])?.length ?? 0, few, many }
}

async function read(importer: Importer, source: Uint8Array): Promise<(ImportedArticle | ImportProblem)[]> {
  async function* bytes() {
    yield source
  }
  const items: (ImportedArticle | ImportProblem)[] = []
  const options = { name: 'folder/source.md', siteLanguage: 'en', timeZone: 'UTC', language: 'en' }
  for await (const item of importer.parse(bytes(), options)) items.push(item)
  return items
}

/** Characters of the stored and delivered forms of all items. */
function outputOf(items: (ImportedArticle | ImportProblem)[]): number {
  return items.reduce((sum, item) => sum + (item.kind === 'problem' ? item.detail.length : lengthOf(item)), 0)
}

function lengthOf({ manuscript, report }: ImportedArticle): number {
  const at = '2026-11-22T09:00:00Z'
  const articleId = numberedId(1)
  const terms = { tagIds: [], authorIds: [] }
  const { content } = compose(manuscript, terms, { articleId, owner: () => undefined, newId: numberedIds() })
  const edition = { articleId, number: 1, at, publishedAt: at, updatedAt: at, version: 1, content, corrections: [] }
  const around = { terms: new Map(), articles: new Map(), translations: [] }
  const { sections, footnotes } = content
  return [
    JSON.stringify(manuscript),
    JSON.stringify(report),
    printer.print(edition, around, 1).body,
    sectionsMarkdown(sections, footnotes),
    String(sectionsHtml(sections, htmlSetting({ footnotes }))),
    ...sections.map(({ blocks }) => blocksText(blocks, 'en')),
  ].reduce((sum, part) => sum + part.length, 0)
}
