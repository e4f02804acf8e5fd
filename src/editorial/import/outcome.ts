import type { Article } from '../../domain/article/article.ts'
import type { Id } from '../../domain/id.ts'
import type { ImportResult } from '../../domain/import/job.ts'
import type { Consumed, ImportNote, SourcePosition } from '../../importer/importer.ts'
import type { ItemProblem } from '../../importer/source/run.ts'

/** The result of one item of an import; of a dry run, the result that the import would have. */
export type ImportOutcome = {
  /** Path within the source. */
  name: string
  externalId: string
  result: ImportResult
  /** Whether this import published it. */
  published: boolean
  /** Without an id if a dry run would create it. */
  article?: { id?: Id | undefined; slug: string; title: string; version: number; edition: number } | undefined
  notes: ImportNote[]
  consumed: Consumed[]
  /** `hint` is for the operator only. */
  problem?: { code: string; detail: string; place?: SourcePosition | undefined; hint?: string } | undefined
}

export function summarise({ id, content, version, edition }: Article): NonNullable<ImportOutcome['article']> {
  return { id, slug: content.slug, title: content.title, version, edition }
}

export function problemOutcome({ name, externalId, problem: { code, detail, place } }: ItemProblem): ImportOutcome {
  const problem = { code, detail, place }
  return { name, externalId, result: 'problem', published: false, notes: [], consumed: [], problem }
}
