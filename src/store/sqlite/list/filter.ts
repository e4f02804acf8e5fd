import { acceptedLanguages } from '../../../domain/article/translation.ts'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter } from '../../../domain/page/query.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'
import type { AnyOf } from './intersection.ts'
import type { Check, Driver } from './walk.ts'

/** Query plan of a filter: the index to walk, once for each of its values, and the checks of each row. */
export type Plan = {
  driver: Driver
  /** At least one unless nothing can match. */
  values: string[]
  checks: Check[]
  /** Checks that sets cannot replace. */
  always: Check[]
  /** All conditions except the publication range; that of the driver comes first. */
  sets: AnyOf[]
  /** Parameters of the checks. */
  bound: Record<string, string>
  published: PublishedRange
  /** Number of matches, if it is known without counting. */
  total: number | undefined
} & Pick<PrintPage, 'termIds' | 'unknown'>

/** A range of publication dates in seconds since 1970, both ends exclusive. */
export type PublishedRange = { after: number; before: number }

type Dimension = { check: 'language' | TermKind; values: string[]; articles: number; unknown: string[] }

/** Plans filters. The rarest condition drives the walk, so that it reads as few rows as possible. */
export function createFilterReader(connection: Connection): (filter: Filter) => Plan {
  const term = connection.prepare<[TermKind, string], { id: Id; articles: number }>(
    // Stale prints may still name a merged term. A term that no delivered article has does not exist in public.
    `SELECT t.id, t.articles FROM term_slug s JOIN term t ON t.id = s.term_id OR t.merged_into = s.term_id
     WHERE s.kind = ? AND s.slug = ? AND (t.articles > 0 OR t.id = s.term_id AND
       EXISTS (SELECT 1 FROM term m WHERE m.merged_into = t.id AND m.articles > 0))`,
  )
  const languagesIn = createLanguageReader(connection)
  const known = connection.prepare<[], { language: string; articles: number }>(
    'SELECT language, articles FROM print_language WHERE articles > 0',
  )
  const all = connection.prepare<[], number>('SELECT coalesce(sum(articles), 0) FROM print_language').pluck()

  function terms(kind: TermKind, slugs: readonly string[] | undefined): Dimension | undefined {
    if (!slugs) return undefined
    const bySlug = slugs.map(slug => ({ slug, rows: term.all(kind, slug) }))
    const found = new Map(bySlug.flatMap(({ rows }) => rows).map(one => [one.id, one.articles]))
    const unknown = bySlug.flatMap(({ slug, rows }) => (rows.length === 0 ? `${kind}:${slug}` : []))
    return { check: kind, values: [...found.keys()], articles: sum(found.values()), unknown }
  }

  function languages(tags: readonly string[] | undefined): Dimension | undefined {
    if (!tags) return undefined
    const byTag = tags.map(tag => ({ tag, rows: languagesIn(tag) }))
    const found = new Map(byTag.flatMap(({ rows }) => rows).map(one => [one.language, one.articles]))
    const unknown = byTag.flatMap(({ tag, rows }) => (rows.length === 0 ? `language:${tag}` : []))
    return { check: 'language', values: [...found.keys()], articles: sum(found.values()), unknown }
  }

  function preferredLanguages(tags: readonly string[]): Dimension {
    const all = known.all()
    const accepted = (wanted: readonly string[]) =>
      acceptedLanguages(
        wanted,
        all.map(one => one.language),
      )
    const values = accepted(tags)
    const articles = sum(all.filter(one => values.includes(one.language)).map(one => one.articles))
    const unknown = tags.filter(tag => accepted([tag]).length === 0).map(tag => `language:${tag}`)
    return { check: 'language', values, articles, unknown }
  }

  return filter => {
    const preferred = filter.preferred && preferredLanguages(filter.preferred)
    const dimensions = [
      terms('category', filter.category),
      terms('tag', filter.tag),
      terms('author', filter.author),
      preferred ?? languages(filter.language),
    ].filter(dimension => dimension !== undefined)
    const unknown = dimensions.flatMap(dimension => dimension.unknown)
    const [rarest, ...others] = dimensions.sort((a, b) => a.articles - b.articles)
    const takeaways = filter.withKeyTakeaways === true
    const plain = others.length === 0 && !preferred && !takeaways && !filter.publishedAfter && !filter.publishedBefore
    const found = rarest ? rarest.articles : (all.get() ?? 0)
    const valuesOf = (kind: TermKind) => dimensions.find(({ check }) => check === kind)?.values ?? []
    return {
      driver: rarest ? driverOf(rarest) : takeaways ? 'takeaways' : 'all',
      // Other walks have no value, but also run once.
      values: rarest ? rarest.values : [''],
      sets: [...dimensions.map(setsOf), ...(takeaways ? [{ kind: 'takeaways', values: [''] } as const] : [])],
      checks: [...others.map(({ check }) => check), ...(takeaways && rarest ? (['takeaways'] as const) : [])],
      always: preferred ? ['preferred'] : [],
      bound: {
        ...Object.fromEntries(others.map(({ check, values }) => [check, JSON.stringify(values)])),
        ...(preferred && { preferred: `|${preferred.values.join('|')}|` }),
      },
      published: {
        after: filter.publishedAfter === undefined ? Number.MIN_SAFE_INTEGER : seconds(filter.publishedAfter),
        before: filter.publishedBefore === undefined ? Number.MAX_SAFE_INTEGER : seconds(filter.publishedBefore),
      },
      total: found === 0 ? 0 : plain && (rarest?.values.length ?? 1) === 1 ? found : undefined,
      termIds: { category: valuesOf('category'), tag: valuesOf('tag'), author: valuesOf('author') },
      unknown,
    }
  }
}

/** Finds the languages of delivered articles that a range matches: see `matchesLanguage`. */
export function createLanguageReader(connection: Connection) {
  const rows = connection.prepare<[{ range: string }], { language: string; articles: number }>(
    `SELECT language, articles FROM print_language
     WHERE articles > 0 AND (language = @range OR language >= @range || '-' AND language < @range || '.')`,
  )
  return (range: string) => rows.all({ range })
}

function driverOf({ check }: Dimension): Driver {
  return check === 'language' ? 'language' : 'term'
}

function setsOf({ check, values }: Dimension): AnyOf {
  return { kind: check === 'language' ? 'language' : 'term', values }
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
