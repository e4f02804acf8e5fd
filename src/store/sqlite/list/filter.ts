import { acceptedLanguages } from '../../../domain/article/translation.ts'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter } from '../../../domain/page/query.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'
import type { Arm, Check, Driver } from './walk.ts'

/** Query plan of a filter: the index to walk, once for each of its values, those to walk with it, and the checks of each row. */
export type Plan = {
  driver: Driver
  /** At least one unless nothing can match. */
  values: string[]
  arms: Arm[]
  checks: Check[]
  /** Parameters of arms and checks. */
  bound: Record<string, string>
  published: PublishedRange
  /** Number of matches, if it is known without counting. */
  total: number | undefined
} & Pick<PrintPage, 'termIds' | 'unknown'>

/** A range of publication dates in seconds since 1970, both ends exclusive. */
export type PublishedRange = { after: number; before: number }

type Dimension = { check: Exclude<Check, 'preferred'>; values: string[]; articles: number; unknown: string[] }

/** Checking a row takes as long as walking so many rows of another index. */
const checkCost = 20

/**
 * Plans filters. The rarest condition drives the walk, so that it reads few rows. If it is not rare enough to check each of
 * its rows, the indexes of all conditions are walked together. Of these only the driver can have several values.
 */
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
  const allArticles = connection.prepare<[], number>('SELECT coalesce(sum(articles), 0) FROM print_language').pluck()

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
    const all = allArticles.get() ?? 0
    const takeaways: Dimension = { check: 'takeaways', values: [''], articles: all, unknown: [] }
    const dimensions = [
      terms('category', filter.category),
      terms('tag', filter.tag),
      terms('author', filter.author),
      preferred ?? languages(filter.language),
      filter.withKeyTakeaways ? takeaways : undefined,
    ].filter(dimension => dimension !== undefined)
    const unknown = dimensions.flatMap(dimension => dimension.unknown)
    const [rarest, ...more] = dimensions.sort((a, b) => a.articles - b.articles)
    const isRare = !rarest || rarest.articles * checkCost < sum(more.map(one => one.articles))
    const driver = isRare ? rarest : dimensions.reduce((a, b) => (a.values.length > 1 || b.values.length < 2 ? a : b))
    const others = dimensions.filter(one => one !== driver)
    const isArm = ({ values }: Dimension) => !isRare && values.length === 1
    const isPlain = others.length === 0 && !preferred && !filter.publishedAfter && !filter.publishedBefore
    const isCounted = isPlain && driver?.check !== 'takeaways' && (driver?.values.length ?? 1) === 1
    const found = rarest ? rarest.articles : all
    const valuesOf = (kind: TermKind) => dimensions.find(({ check }) => check === kind)?.values ?? []
    return {
      driver: driver ? driverOf(driver) : 'all',
      // Other walks have no value, but also run once.
      values: driver ? driver.values : [''],
      arms: others.filter(isArm).map(one => ({ driver: driverOf(one), check: one.check })),
      checks: [
        ...others.filter(one => !isArm(one)).map(one => one.check),
        ...(preferred ? (['preferred'] as const) : []),
      ],
      bound: {
        ...Object.fromEntries(
          others.map(one => [one.check, isArm(one) ? (one.values[0] ?? '') : JSON.stringify(one.values)]),
        ),
        ...(preferred && { preferred: `|${preferred.values.join('|')}|` }),
      },
      published: {
        after: filter.publishedAfter === undefined ? Number.MIN_SAFE_INTEGER : seconds(filter.publishedAfter),
        before: filter.publishedBefore === undefined ? Number.MAX_SAFE_INTEGER : seconds(filter.publishedBefore),
      },
      total: found === 0 ? 0 : isCounted ? found : undefined,
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

function driverOf({ check }: Dimension): Arm['driver'] {
  return check === 'language' || check === 'takeaways' ? check : 'term'
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
