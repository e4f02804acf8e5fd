import { parseJson } from '../../json/parse.ts'
import { isRecord } from '../../json/value.ts'
import type { Attachment } from './attachment.ts'
import { type BodyContext, bodyReferences } from './block-html.ts'
import { metaValues } from './item.ts'
import type { Library } from './library.ts'
import { attachmentIds, showsUploads } from './shortcode-html.ts'
import type { WireItem } from './wire.ts'

/** What an article shows of other items. */
export type Related = Omit<BodyContext, 'note'> & {
  /** Those items. */
  items: WireItem[]
}

/** Files that one article may show. */
const most = 2000

/** Fetches all that an item refers to: its featured image, the pictures of its body, shared blocks. */
export async function relatedTo(item: WireItem, library: Library): Promise<Related> {
  const items = new Map<number, WireItem>()
  const sharedBlocks = new Map<number, string>()
  const contents = [item.content]
  for (const content of contents) {
    for (const id of bodyReferences(content).sharedBlocks) {
      const shared = sharedBlocks.has(id) ? undefined : await library.sharedBlock(id)
      if (!shared) continue
      sharedBlocks.set(id, shared.content)
      items.set(id, shared)
      contents.push(shared.content)
    }
  }
  const uploads = contents.some(showsUploads) ? library.uploadedTo(item.id) : []
  const ids = new Set([
    ...metaValues(item, '_thumbnail_id').map(Number),
    ...contents.flatMap(content => [...bodyReferences(content).attachments, ...attachmentIds(content)]),
    ...uploads,
  ])
  const attachments = new Map<number, Attachment>()
  for (const id of [...ids].slice(0, most)) {
    const found = await library.attachment(id)
    if (!found) continue
    attachments.set(id, found.attachment)
    items.set(id, found.item)
  }
  return { attachments, uploads, sharedBlocks, footnotes: footnotesOf(item), items: [...items.values()] }
}

/** The block editor keeps footnotes as JSON beside the text. */
function footnotesOf(item: WireItem): Related['footnotes'] {
  const [json] = metaValues(item, 'footnotes')
  if (!json) return []
  try {
    const notes: unknown = parseJson(json)
    if (!Array.isArray(notes)) return []
    return notes.flatMap((note: unknown) =>
      isRecord(note) && typeof note['id'] === 'string' && typeof note['content'] === 'string'
        ? [{ id: note['id'], content: note['content'] }]
        : [],
    )
  } catch {
    return []
  }
}
