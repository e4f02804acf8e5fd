import type { DeliveredArticle } from '../../src/domain/print/delivered.ts'
import type { Context, Entry, Format } from '../../src/syndication/format.ts'
import { site } from './articles.ts'

export function context(changes: Partial<Context> = {}): Context {
  return {
    site,
    now: '2026-11-23T12:00:00Z',
    updated: '2026-11-23T08:30:00Z',
    self: 'https://api.example.org/feeds/x?cursor=abc',
    first: 'https://api.example.org/feeds/x',
    next: 'https://api.example.org/feeds/x?cursor=def',
    content: 'full',
    ...changes,
  }
}

export function entriesOf(...articles: DeliveredArticle[]): Entry[] {
  return articles.map(article => ({ kind: 'article', article }))
}

export async function* each<One>(all: readonly One[]): AsyncIterable<One> {
  yield* all
}

export async function rendered(
  format: Format,
  entries: readonly Entry[],
  changes: Partial<Context> = {},
): Promise<string> {
  return await whole(format.render(each(entries), context(changes)))
}

export async function whole(chunks: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}
