import type { ImportNote, ImportProblem, ParseOptions } from '../../importer.ts'
import type { Spool } from '../../source/spool.ts'
import { readHead, type XmlElement } from '../../xml/element.ts'
import { readRange, repairNotes } from '../../xml/item.ts'
import { itemRanges } from '../../xml/range.ts'
import { readSpooledXml } from '../../xml/read-spooled.ts'
import { atomItem, otherKind } from './atom.ts'
import type { FeedContext } from './feed-context.ts'
import type { FeedItem } from './item.ts'
import { rssItem } from './rss.ts'

const headLimit = 4 * 1024 * 1024

/** Reads the items of an RSS or Atom document, one at a time. An error affects only the items that it is in. */
export async function* xmlFeed(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<FeedItem | ImportProblem> {
  yield* readSpooledXml(input, options.encoding, (source, notes) => items(source, options, notes))
}

async function* items(
  source: Spool,
  options: ParseOptions,
  fileNotes: ImportNote[],
): AsyncGenerator<FeedItem | ImportProblem> {
  const head = (await source.read(0, headLimit)).toString('utf8')
  const name = itemName(head)
  if (name === undefined) return
  const start = await firstItem(source, name)
  const before = readHead((await source.read(0, Math.min(start, headLimit))).toString('utf8'))
  const { namespaces } = before
  fileNotes.push(...repairNotes('the head of the feed', before.repairs, 1))
  const context: FeedContext = { open: before.open, channel: channelOf(before.open), options }
  const isAtom = name.endsWith('entry')
  for await (const range of itemRanges(source, name)) {
    const bytes = await source.read(range.start, range.end)
    for (const found of readRange(bytes, range, { name, namespaces, isItem: () => true, isCertain: false })) {
      if (found.kind === 'problem') yield found
      else if (isAtom && otherKind(found.element, options.pages === true) !== undefined) continue
      else {
        const raw = standalone(await source.read(found.start, found.end), before.open, namespaces)
        const { line, element } = found
        const notes = [...fileNotes.splice(0), ...found.notes]
        const more = {
          line,
          notes,
          raw: { mediaType: isAtom ? 'application/atom+xml' : 'application/rss+xml', bytes: raw },
        }
        yield isAtom ? atomItem(element, context, more) : rssItem(element, context, more)
      }
    }
  }
}

/** The tag name of items, with a prefix in some documents. */
function itemName(head: string): string | undefined {
  const text = head.replace(/<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, '')
  return /<((?:[\w.-]+:)?(?:item|entry))[\s>]/.exec(text)?.[1]
}

async function firstItem(source: Spool, name: string): Promise<number> {
  for await (const range of itemRanges(source, name)) return range.start
  return source.size
}

function channelOf(open: readonly XmlElement[]): XmlElement | undefined {
  const inside = open.find(element => element.name === 'channel' || element.name === 'feed')
  const closed = open[0]?.children.find(child => typeof child !== 'string' && child.name === 'channel')
  return inside ?? (typeof closed === 'string' ? undefined : closed)
}

/** The bytes of an item within its outer elements, so that it can be read on its own. */
function standalone(bytes: Buffer, open: readonly XmlElement[], namespaces: Readonly<Record<string, string>>): Buffer {
  const names = Object.entries(namespaces).filter(([prefix]) => prefix !== 'xml' && prefix !== 'xmlns')
  const scope = names.map(([prefix, uri]) => ` xmlns${prefix && `:${prefix}`}="${uri.replace(/[&<"]/g, '')}"`).join('')
  const root = open.find(one => /^(?:rss|RDF|feed)$/.test(one.name))?.name ?? 'feed'
  return Buffer.concat([Buffer.from(`<${root}${scope}>`), bytes, Buffer.from(`</${root}>\n`)])
}
