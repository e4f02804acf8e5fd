import type { ImportedArticle, Importer, ImportProblem, ParseOptions } from '../../src/importer/importer.ts'

/** All results of an importer for a source. */
export async function parse(
  importer: Importer,
  source: string | Uint8Array,
  options: Partial<ParseOptions> = {},
): Promise<{ articles: ImportedArticle[]; problems: ImportProblem[] }> {
  const articles: ImportedArticle[] = []
  const problems: ImportProblem[] = []
  async function* once() {
    yield typeof source === 'string' ? Buffer.from(source) : source
  }
  const all = importer.parse(once(), { name: 'source', siteLanguage: 'en', timeZone: 'Europe/Berlin', ...options })
  for await (const item of all) {
    if (item.kind === 'article') articles.push(item)
    else problems.push(item)
  }
  return { articles, problems }
}

export function rawText({ raw }: ImportedArticle): string {
  return Buffer.from(raw.bytes).toString('utf8')
}
