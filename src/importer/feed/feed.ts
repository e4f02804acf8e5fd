import { firstCharacter } from '../detect.ts'
import { distinct } from '../distinct.ts'
import type { ImportedArticle, Importer, ImportProblem, ParseOptions } from '../importer.ts'
import { spool } from '../spool.ts'
import { beginsAsXml } from '../xml/begin.ts'
import { adapt, type FeedItem } from './item.ts'
import { jsonItems } from './json-feed.ts'
import { xmlFeed } from './xml-feed.ts'

/** Feeds with full content: RSS 0.9 to 2.0 with its modules, Atom (RFC 4287), JSON Feed 1.0 and 1.1. */
export const feedImporter: Importer = {
  name: 'feed',
  mediaTypes: ['application/rss+xml', 'application/atom+xml', 'application/feed+json', 'application/rdf+xml'],
  extensions: ['.xml', '.rss', '.atom', '.rdf', '.json'],
  sniff(head) {
    if (!'<{'.includes(firstCharacter(head))) return false
    const text = Buffer.from(head).toString('latin1').replaceAll('\0', '')
    const root = /<(?![?!])(?:[\w.-]+:)?(\w+)[\s>]/.exec(text)?.[1]
    if (/^[^<{]*\{/.test(text)) return isJsonFeed.test(text)
    // An export of WordPress is RSS too, but holds more than a feed.
    if (/wordpress\.org\/export\/\d/.test(text)) return false
    if (!beginsAsXml(text)) return false
    return root === 'rss' || root === 'RDF' || (root === 'feed' && text.includes('http://www.w3.org/2005/Atom'))
  },
  async *parse(input, options) {
    yield* distinct(articles(input, options))
  },
}

async function* articles(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  const { isJson, all } = await peek(input)
  const items = isJson ? fromJson(all, options) : xmlFeed(all, options)
  let count = 0
  for await (const item of items) {
    count += 1
    yield item.kind === 'problem' ? item : await adapt(item, options)
  }
  if (count === 0) yield { kind: 'problem', code: 'empty', detail: 'The feed holds no entries.' }
}

const isJsonFeed = /"version"\s*:\s*"https?:(?:\\?\/){2}(?:www\.)?jsonfeed\.org(?:\\?\/)version/

async function* fromJson(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<FeedItem | ImportProblem> {
  const source = await spool(input)
  try {
    yield* jsonItems(source, options)
  } finally {
    await source.close()
  }
}

async function peek(input: AsyncIterable<Uint8Array>): Promise<{ isJson: boolean; all: AsyncIterable<Uint8Array> }> {
  const chunks = input[Symbol.asyncIterator]()
  const first = await chunks.next()
  const head: Uint8Array = first.done ? new Uint8Array() : first.value
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield head
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    } finally {
      await chunks.return?.()
    }
  }
  return { isJson: /^[\xef\xbb\xbf\s]*\{/.test(Buffer.from(head).toString('latin1')), all: all() }
}
