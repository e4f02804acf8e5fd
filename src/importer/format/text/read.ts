import { fileAddresses } from '../../blocks/file-address.ts'
import type { ImportedArticle, ImportProblem, ParseOptions } from '../../importer.ts'
import { decode } from '../../source/decode.ts'
import { articleOf } from './article.ts'
import { pageOf } from './page.ts'

/** Largest page that is read, in bytes. */
const largest = 64 * 1024 * 1024

/** A page of text, as one article. */
export async function readText(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): Promise<ImportedArticle | ImportProblem> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    length += chunk.length
    if (length > largest) {
      return { kind: 'problem', code: 'too-large', detail: `A page of text has at most ${largest / 1024 / 1024} MiB.` }
    }
  }
  const bytes = Buffer.concat(chunks, length)
  const decoded = decode(bytes, options.encoding)
  if (decoded.kind === 'problem') return decoded
  const page = pageOf(decoded.text, options)
  page.account.notes.push(...decoded.notes)
  const { manuscript, isDraft, report } = await articleOf(page, options)
  const mediaType = `text/plain;charset=${decoded.encoding}`
  return {
    kind: 'article',
    manuscript,
    addresses: fileAddresses(options),
    status: isDraft ? 'draft' : 'publishable',
    report,
    raw: { mediaType, bytes },
  }
}
