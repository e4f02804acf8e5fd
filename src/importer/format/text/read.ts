import { fileAddresses } from '../../blocks/file-address.ts'
import { reporter } from '../../fact/report.ts'
import { fileTranslations } from '../../fact/translation.ts'
import type { ImportedArticle, ImportProblem, ParseOptions } from '../../importer.ts'
import { decode } from '../../source/decode.ts'
import { readLimited } from '../../source/read-limited.ts'
import { articleOf } from './article.ts'
import { pageOf } from './page.ts'

/** Limit of a source, in bytes. */
const largest = 64 * 1024 * 1024

/** Reads a plain text as one article. */
export async function readText(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): Promise<ImportedArticle | ImportProblem> {
  const bytes = await readLimited(input, largest)
  if (!bytes) {
    const detail = `A text file may have at most ${largest / 1024 / 1024} MiB. Split it into several articles.`
    return { kind: 'problem', code: 'too-large', detail }
  }
  const decoded = decode(bytes, options.encoding)
  if (decoded.kind === 'problem') return decoded
  const report = reporter()
  for (const { code, detail } of decoded.notes) report.note(code, detail)
  const page = pageOf(decoded.text, options, report)
  const { manuscript, isDraft, report: itemReport } = await articleOf(page, options)
  const mediaType = `text/plain;charset=${decoded.encoding}`
  return {
    kind: 'article',
    manuscript,
    addresses: fileAddresses(options),
    translations: fileTranslations(options, manuscript.language),
    status: isDraft ? 'draft' : 'publishable',
    report: itemReport,
    raw: { mediaType, bytes },
  }
}
