import type { ImportedArticle, ImportProblem, ParseOptions } from '../../importer.ts'
import { spool } from '../../source/spool.ts'
import { withoutDuplicates } from '../../source/without-duplicates.ts'
import { adapt, type FeedItem } from './item.ts'
import { jsonItems } from './json-feed.ts'
import { xmlFeed } from './xml-feed.ts'

/** Reads the entries of a feed, one at a time. */
export async function* readFeed(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  yield* withoutDuplicates(articles(input, options))
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
  if (count === 0) yield { kind: 'problem', code: 'empty', detail: 'The feed has no entries.' }
}

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
