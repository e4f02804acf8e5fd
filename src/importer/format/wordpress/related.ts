import { parseJson } from '../../json/parse.ts'
import { isRecord } from '../../json/value.ts'
import type { Attachment } from './attachment.ts'
import { type BodyContext, bodyReferences } from './block-html.ts'
import { metaValues } from './item.ts'
import type { MediaLibrary } from './media-library.ts'
import { attachmentIds, showsUploads } from './shortcode-html.ts'
import type { WxrItem } from './wxr.ts'

/** Other items that an article shows. */
export type RelatedItems = Omit<BodyContext, 'note'> & {
  /** Those items. */
  items: WxrItem[]
}

/** Limit of the files of one article. */
const most = 2000

/** Loads the items that an article refers to: featured image, pictures, shared blocks. */
export async function relatedTo(item: WxrItem, library: MediaLibrary): Promise<RelatedItems> {
  const items = new Map<number, WxrItem>()
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

/** The block editor stores footnotes as JSON in meta. */
function footnotesOf(item: WxrItem): RelatedItems['footnotes'] {
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
