import type { Article } from '../../domain/article/article.ts'
import type { Id } from '../../domain/id.ts'
import type { Consumed, ImportNote, Place } from '../../importer/importer.ts'
import type { ItemProblem } from '../../importer/source/run.ts'

/** What became of one item of an import; `readable` is all that a dry run can say. */
export type ImportOutcome = {
  /** Path within the source. */
  name: string
  externalId: string
  result: 'created' | 'revised' | 'unchanged' | 'problem' | 'readable'
  /** Whether this import published it. */
  published: boolean
  article?: { id: Id; slug: string; title: string; version: number; edition: number } | undefined
  notes: ImportNote[]
  consumed: Consumed[]
  /** `hint`: for the operator alone. */
  problem?: { code: string; detail: string; place?: Place | undefined; hint?: string } | undefined
}

export function summarise({ id, content, version, edition }: Article): NonNullable<ImportOutcome['article']> {
  return { id, slug: content.slug, title: content.title, version, edition }
}

export function problemOutcome({ name, externalId, problem: { code, detail, place } }: ItemProblem): ImportOutcome {
  const problem = { code, detail, place }
  return { name, externalId, result: 'problem', published: false, notes: [], consumed: [], problem }
}
