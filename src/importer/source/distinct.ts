import type { ImportedArticle, ImportProblem } from '../importer.ts'

type Item = ImportedArticle | ImportProblem

/** The items of a source, of which no two have one identity: of those the first one holds, the others are problems. */
export async function* distinct(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const seen = new Set<string>()
  for await (const item of items) {
    const identity = item.kind === 'article' ? item.externalId : undefined
    if (item.kind === 'article' && identity !== undefined && seen.has(identity)) {
      const { title } = item.manuscript
      const detail = `"${title.slice(0, 80)}" has the identity "${identity.slice(0, 200)}" of another article of this source.`
      yield { kind: 'problem', code: 'duplicate', detail: `${detail} Only the first one was taken.` }
      continue
    }
    // A copy: as a part of the text of its item it would keep all of that in memory.
    if (identity !== undefined) seen.add(Buffer.from(identity).toString())
    yield item
  }
}
