import type { ImportProblem } from '../../importer.ts'
import type { Spool } from '../../source/spool.ts'
import { readRange, type XmlItem } from '../../xml/item.ts'
import { type ItemRange, itemRanges } from '../../xml/range.ts'
import { type Attachment, attachment } from './attachment.ts'
import { metaValues, readItem } from './item.ts'
import { isWordPressItem, type WxrItem } from './wxr.ts'

/** Attachments and shared blocks by id, anywhere in the file. */
export type MediaLibrary = {
  attachment(id: number): Promise<{ attachment: Attachment; item: WxrItem } | undefined>
  /** Ids of the files uploaded for an article, in the order of the export. */
  uploadedTo(parent: number): readonly number[]
  /** Display names of guest authors, by login. */
  guests: ReadonlyMap<string, string>
  /** A shared block. */
  sharedBlock(id: number): Promise<WxrItem | undefined>
}

type ItemPosition = { start: number; end: number }

/** Items in the cache. */
const cacheSize = 500

/**
 * Indexes the positions of attachments and shared blocks in one pass. They are read again when an article needs them, so
 * that a large library needs little memory.
 */
export async function indexLibrary(spool: Spool, namespaces: Readonly<Record<string, string>>): Promise<MediaLibrary> {
  const positions = new Map<number, ItemPosition>()
  const children = new Map<number, number[]>()
  const guests = new Map<string, string>()
  for await (const { item, start, end } of indexed(spool, namespaces)) {
    if (item.type === 'guest-author') {
      const [login] = metaValues(item, 'cap-user_login')
      const [name = item.title] = metaValues(item, 'cap-display_name')
      if (login && name && !guests.has(login)) guests.set(login, name)
      continue
    }
    if (positions.has(item.id)) continue
    positions.set(item.id, { start, end })
    if (item.type !== 'attachment' || item.parent === 0) continue
    const siblings = children.get(item.parent)
    if (siblings) siblings.push(item.id)
    else children.set(item.parent, [item.id])
  }
  const cache = new Map<number, WxrItem | undefined>()
  const load = async (id: number): Promise<WxrItem | undefined> => {
    const position = positions.get(id)
    if (!position) return undefined
    const known = cache.get(id)
    if (known) return known
    const [found] = itemsIn(
      await spool.read(position.start, position.end),
      { ...position, line: 1, state: 'whole' },
      namespaces,
    )
    const item = found?.kind === 'item' ? readItem(found.element) : undefined
    if (cache.size >= cacheSize) cache.clear()
    cache.set(id, item)
    return item
  }
  return {
    guests,
    async attachment(id) {
      const item = await load(id)
      const found = item?.type === 'attachment' ? attachment(item) : undefined
      return item && found ? { attachment: found, item } : undefined
    },
    uploadedTo: parent => children.get(parent) ?? [],
    async sharedBlock(id) {
      const item = await load(id)
      return item?.type === 'wp_block' ? item : undefined
    },
  }
}

export function itemsIn(
  bytes: Buffer,
  range: ItemRange,
  namespaces: Readonly<Record<string, string>>,
): Generator<XmlItem | ImportProblem> {
  return readRange(bytes, range, { name: 'item', namespaces, isItem: isWordPressItem, isCertain: true })
}

async function* indexed(
  spool: Spool,
  namespaces: Readonly<Record<string, string>>,
): AsyncGenerator<ItemPosition & { item: WxrItem }> {
  for await (const range of itemRanges(spool, 'item')) {
    const bytes = await spool.read(range.start, range.end)
    if (!maybeIndexed(bytes)) continue
    for (const found of itemsIn(bytes, range, namespaces)) {
      if (found.kind !== 'item') continue
      const item = readItem(found.element)
      if (isIndexed.test(item.type)) yield { item, start: found.start, end: found.end }
    }
  }
}

/** A quick check of the type, so that articles are not parsed twice. */
function maybeIndexed(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(typeTag); at !== -1; at = bytes.indexOf(typeTag, at + 1)) {
    const value = bytes.toString('latin1', at + typeTag.length, at + typeTag.length + 60)
    if (/^\s*(?:<!\[CDATA\[\s*)?(?:attachment|wp_block|guest-author)\b/.test(value)) return true
  }
  return false
}

const typeTag = 'post_type>'

const isIndexed = /^(?:attachment|wp_block|guest-author)$/
