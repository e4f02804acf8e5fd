import type { ImportedArticle, ImportProblem } from '../importer.ts'

type Item = ImportedArticle | ImportProblem

/** Turns each article whose identity occurred before in the source into a problem. */
export async function* withoutDuplicates(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const seen = new Set<string>()
  for await (const item of items) {
    const identity = item.kind === 'article' ? item.externalId : undefined
    if (item.kind === 'article' && identity !== undefined && seen.has(identity)) {
      const { title } = item.manuscript
      const detail = `"${title.slice(0, 80)}" has the identity "${identity.slice(0, 200)}" of an earlier article of this source.`
      yield { kind: 'problem', code: 'duplicate', detail: `${detail} Only the first one was imported.` }
      continue
    }
    // A copy: a slice would keep the whole text of the item in memory.
    if (identity !== undefined) seen.add(Buffer.from(identity).toString())
    yield item
  }
}
