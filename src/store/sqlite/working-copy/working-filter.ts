import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { WorkingFilter } from '../../../domain/store/working-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'

/** A filter with at most so many matches is read as a whole. */
export const few = 2000

/** A filter as SQL over `article a`. */
export type WorkingSelection = {
  checks: string[]
  values: Record<string, unknown>
  /** A statement that returns a few ids that include all matches; undefined if no condition is so narrow. */
  candidates: string | undefined
}

/** A condition: as a check of `a`, and as a table of all matching articles, with its id column. */
type Condition = { check: string; rows?: { id: string; from: string } }

const given = (name: string) => `(SELECT value FROM json_each(@${name}))`

/** Translates filters of working copies to SQL, and finds their most selective condition. */
export function createWorkingFilter(connection: Connection): (filter: WorkingFilter) => WorkingSelection {
  const terms = connection
    .prepare<[TermKind, string], Id>(
      `SELECT t.id FROM term_slug s JOIN term t ON t.id = s.term_id OR t.merged_into = s.term_id
       WHERE s.kind = ? AND s.slug = ?`,
    )
    .pluck()

  return filter => {
    const values = {
      status: JSON.stringify(filter.status ?? []),
      externalId: filter.externalId,
      slug: filter.slug,
      category: JSON.stringify(termsOf('category')),
      tag: JSON.stringify(termsOf('tag')),
      author: JSON.stringify(termsOf('author')),
      language: filter.language,
      narrower: `${filter.language}-`,
      behindNarrower: `${filter.language}.`,
      scheduled: filter.scheduled,
      actor: filter.actor,
      onBehalfOf: filter.onBehalfOf,
      updatedAfter: filter.updatedAfter === undefined ? undefined : seconds(filter.updatedAfter),
      changedAfter: filter.changedAfter?.number,
      most: few + 1,
    }
    const conditions = conditionsOf(filter)
    const bound = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, bindable(value)]))
    return { checks: conditions.map(({ check }) => check), values: bound, candidates: narrowest(conditions, bound) }

    function termsOf(kind: TermKind): Id[] {
      const slug = filter[kind]
      return slug === undefined ? [] : terms.all(kind, slug)
    }
  }

  function narrowest(conditions: readonly Condition[], values: Record<string, unknown>): string | undefined {
    const counted = conditions.flatMap(({ rows }) => {
      if (rows === undefined) return []
      // Counts without ids, so that the index is enough.
      const sql = `SELECT count(*) FROM (SELECT 1 FROM ${rows.from} LIMIT @most)`
      const count = connection.prepare<[object], number>(sql).pluck().get(values) ?? 0
      return [{ ids: `SELECT ${rows.id} AS id FROM ${rows.from}`, count }]
    })
    const [first] = counted.filter(({ count }) => count <= few).sort((a, b) => a.count - b.count)
    return first?.ids
  }
}

function bindable(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

function conditionsOf(filter: WorkingFilter): Condition[] {
  const { status, externalId, slug, language, ahead, scheduled, actor, onBehalfOf, updatedAfter, changedAfter } = filter
  const simple = (expression: string): Condition => ({
    check: `a.${expression}`,
    rows: { id: 'id', from: `article WHERE ${expression}` },
  })
  const found: (Condition | undefined)[] = [
    status ? simple(`status IN ${given('status')}`) : { check: "a.status <> 'deleted'" },
    externalId === undefined ? undefined : simple('external_id = @externalId'),
    slug === undefined
      ? undefined
      : {
          check: 'EXISTS (SELECT 1 FROM slug x WHERE x.slug = @slug AND x.article_id = a.id)',
          rows: { id: 'article_id', from: 'slug WHERE slug = @slug' },
        },
    ...(['category', 'tag', 'author'] as const).map(kind => (filter[kind] === undefined ? undefined : ofTerm(kind))),
    language === undefined
      ? undefined
      : {
          check: '(a.language = @language OR a.language > @narrower AND a.language < @behindNarrower)',
          rows: {
            id: 'id',
            from: 'article WHERE language = @language OR language > @narrower AND language < @behindNarrower',
          },
        },
    ahead === undefined ? undefined : aheadOf(ahead),
    scheduled === undefined ? undefined : ofSchedule(scheduled),
    actor === undefined ? undefined : simple('actor = @actor'),
    onBehalfOf === undefined ? undefined : simple('on_behalf_of = @onBehalfOf'),
    updatedAfter === undefined ? undefined : simple('modified_at > @updatedAfter'),
    changedAfter === undefined ? undefined : simple('audit_number > @changedAfter'),
  ]
  return found.filter(one => one !== undefined)
}

function ofTerm(kind: TermKind): Condition {
  return {
    check: `EXISTS (SELECT 1 FROM article_term x
      WHERE x.article_id = a.id AND x.kind = '${kind}' AND x.term_id IN ${given(kind)})`,
    rows: { id: 'article_id', from: `article_term WHERE term_id IN ${given(kind)}` },
  }
}

function aheadOf(ahead: boolean): Condition {
  if (!ahead) return { check: 'a.version IS a.published_version' }
  return {
    check: 'a.version IS NOT a.published_version',
    rows: { id: 'id', from: 'article WHERE version IS NOT published_version' },
  }
}

function ofSchedule(scheduled: NonNullable<WorkingFilter['scheduled']>): Condition {
  const kind = typeof scheduled === 'string' ? ' AND x.kind = @scheduled' : ''
  const exists = `EXISTS (SELECT 1 FROM schedule x WHERE x.article_id = a.id${kind})`
  if (scheduled === false) return { check: `NOT ${exists}` }
  return { check: exists, rows: { id: 'x.article_id', from: `schedule x WHERE 1${kind}` } }
}
