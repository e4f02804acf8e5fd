import type { ImportedArticle, Importer, ImportProblem, ParseOptions } from '../../src/importer/importer.ts'

const defaults: ParseOptions = { name: 'post.md', siteLanguage: 'en', timeZone: 'Europe/Berlin', language: 'en' }

/** The result of an importer for a text with one item. */
export async function readOne(
  importer: Importer,
  source: string,
  options: Partial<ParseOptions> = {},
): Promise<ImportedArticle | ImportProblem> {
  async function* bytes() {
    yield Buffer.from(source)
  }
  for await (const item of importer.parse(bytes(), { ...defaults, ...options })) return item
  throw new Error('The importer yielded nothing.')
}

/** As `readOne`, but the result must be an article. */
export async function readArticle(
  importer: Importer,
  source: string,
  options: Partial<ParseOptions> = {},
): Promise<ImportedArticle> {
  const item = await readOne(importer, source, options)
  if (item.kind === 'problem') throw new Error(`${item.code}: ${item.detail}`)
  return item
}
