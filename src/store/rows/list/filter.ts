import { acceptedLanguages } from '../../../domain/article/translation.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Filter, Ranking } from '../../../domain/page/query.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { printLanguage } from '../../schema/print.ts'
import { term, termSlug } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, eq, exists, gt, or, sql } from '../database/drizzle.ts'
import { each, type Routine } from '../database/routine.ts'
import { equals, isLanguageIn, prepared } from '../database/statement.ts'
import { isInFamily, type TermRow } from '../term/term.ts'
import type { Arm, Check, Condition, Driver } from './walk.ts'

/** Query plan of a filter: the index to walk, once for each of its values, those to walk with it, and the checks of each row. */
export type Plan = {
  driver: Driver
  /** At least one unless nothing can match. */
  values: string[]
  arms: Arm[]
  checks: Check[]
  /** Parameters of arms and checks. */
  bound: Record<string, string | number>
  published: PublishedRange
  /** At most so many articles match. */
  most: number
  /** About how many articles have one of the values of the driver. */
  walked: number
  /** Whether all articles match. */
  isAll: boolean
  /** Number of matches, if it is known without counting. */
  total: number | undefined
} & Pick<PrintPage, 'termIds' | 'unknown'>

/** A range of publication dates in seconds since 1970, both ends exclusive. */
export type PublishedRange = { after: number; before: number }

type Dimension = { check: Condition; values: string[]; articles: number; unknown: string[] }

/** Checking a row takes as long as walking so many rows of another index. */
const checkCost = 20

export type FilterReader = (filter: Filter, by?: Ranking) => Routine<Plan>

/** Identifies the statements of a plan. */
export function shapeOf({ driver, arms, checks }: Plan): string {
  return `${driver} ${arms.map(arm => `${arm.driver}:${arm.check}`)} ${checks}`
}

/**
 * Plans filters. The rarest condition drives the walk, so that it reads few rows. If it is not rare enough to check each of
 * its rows, the indexes of all conditions are walked together. Of these only the driver can have several values.
 *
 * The plan of a list by title or views walks the index of that order, and checks all conditions.
 */
export function createFilterReader(connection: Connection): FilterReader {
  const { db } = connection
  const merged = alias(term, 'merged')
  const isMergeDelivered = exists(
    db
      .select({ id: merged.id })
      .from(merged)
      .where(and(eq(merged.merged_into, term.id), gt(merged.articles, 0))),
  )
  const termsBySlug = prepared(
    db
      .select({ id: term.id, articles: term.articles })
      .from(termSlug)
      .innerJoin(term, isInFamily(term, termSlug.term_id))
      .where(
        and(
          equals(termSlug.kind, 'kind'),
          equals(termSlug.slug, 'slug'),
          // Stale prints may still name a merged term. A term that no delivered article has does not exist in public.
          or(gt(term.articles, 0), and(eq(term.id, termSlug.term_id), isMergeDelivered)),
        ),
      ),
  )
  const languagesIn = createLanguageReader(connection)
  const known = prepared(db.select().from(printLanguage).where(gt(printLanguage.articles, 0)))
  const allArticles = prepared(
    db.select({ articles: sql<number>`coalesce(sum(${printLanguage.articles}), 0)` }).from(printLanguage),
  )

  function* terms(
    kind: TermKind,
    slugs: readonly string[] | undefined,
    check: Condition = kind,
  ): Routine<Dimension | undefined> {
    if (!slugs) return undefined
    const bySlug: { slug: string; rows: Pick<TermRow, 'id' | 'articles'>[] }[] = []
    for (const slug of slugs) bySlug.push({ slug, rows: yield* termsBySlug.all({ kind, slug }) })
    const found = new Map(bySlug.flatMap(({ rows }) => rows).map(one => [one.id, one.articles]))
    const unknown = bySlug.flatMap(({ slug, rows }) => (rows.length === 0 ? `${kind}:${slug}` : []))
    return { check, values: [...found.keys()], articles: sum(found.values()), unknown }
  }

  function* languages(tags: readonly string[] | undefined): Routine<Dimension | undefined> {
    if (!tags) return undefined
    const byTag: { tag: string; rows: (typeof printLanguage.$inferSelect)[] }[] = []
    for (const tag of tags) byTag.push({ tag, rows: yield* languagesIn(tag) })
    const found = new Map(byTag.flatMap(({ rows }) => rows).map(one => [one.language, one.articles]))
    const unknown = byTag.flatMap(({ tag, rows }) => (rows.length === 0 ? `language:${tag}` : []))
    return { check: 'language', values: [...found.keys()], articles: sum(found.values()), unknown }
  }

  function* preferredLanguages(tags: readonly string[]): Routine<Dimension> {
    const all = yield* known.all()
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

  /** Ids of terms to leave out, for a check. */
  function* excluded(kind: TermKind, slugs: readonly string[] | undefined): Routine<string[]> {
    return (yield* terms(kind, slugs, kind))?.values ?? []
  }

  /** A dimension for each of the tags. */
  function* allOf(slugs: readonly string[] = []): Routine<Dimension[]> {
    const found = yield* each(slugs.entries(), ([index, slug]) => terms('tag', [slug], `tagAll${index}`))
    return found.filter(dimension => dimension !== undefined)
  }

  return function* (filter, by) {
    const preferred = filter.preferred && (yield* preferredLanguages(filter.preferred))
    const all = (yield* allArticles.get())?.articles ?? 0
    const takeaways: Dimension = { check: 'takeaways', values: [''], articles: all, unknown: [] }
    const dimensions = [
      yield* terms('category', filter.category),
      yield* terms('tag', filter.tag),
      yield* terms('author', filter.author),
      ...(yield* allOf(filter.tagAll)),
      preferred ?? (yield* languages(filter.language)),
      filter.hasKeyTakeaways ? takeaways : undefined,
    ].filter(dimension => dimension !== undefined)
    const without = {
      excludeTag: yield* excluded('tag', filter.excludeTag),
      excludeCategory: yield* excluded('category', filter.excludeCategory),
    }
    const exclusions = exclusionChecks.filter(name => without[name].length > 0)
    const ranges = rangesOf(filter)
    const unknown = [...new Set(dimensions.flatMap(dimension => dimension.unknown))]
    const [rarest, ...more] = dimensions.sort((a, b) => a.articles - b.articles)
    const isRare = !rarest || rarest.articles * checkCost < sum(more.map(one => one.articles))
    const driver = by
      ? undefined
      : isRare
        ? rarest
        : dimensions.reduce((a, b) => (a.values.length > 1 || b.values.length < 2 ? a : b))
    const others = dimensions.filter(one => one !== driver)
    const isArm = ({ values }: Dimension) => !by && !isRare && values.length === 1
    const isUnbounded = !filter.publishedAfter && !filter.publishedBefore && !ranges
    const isPlain = others.length === 0 && !preferred && isUnbounded && exclusions.length === 0
    const isNothing = dimensions.some(({ values }) => values.length === 0)
    const isCounted = isPlain && driver?.check !== 'takeaways' && (driver?.values.length ?? 1) === 1
    const found = rarest ? rarest.articles : all
    const tagged = dimensions.flatMap(({ check, values }) => (check.startsWith('tagAll') ? values : []))
    const valuesOf = (kind: TermKind) => dimensions.find(({ check }) => check === kind)?.values ?? []
    return {
      driver: driver ? driverOf(driver) : 'all',
      // Other walks have no value, but also run once.
      values: isNothing ? [] : driver ? driver.values : [''],
      arms: others.filter(isArm).map(one => ({ driver: driverOf(one), check: one.check })),
      checks: [
        ...others.filter(one => !isArm(one)).map(one => one.check),
        ...exclusions,
        ...(ranges ? (['ranges'] as const) : []),
        ...(preferred ? (['preferred'] as const) : []),
      ],
      bound: {
        ...Object.fromEntries(
          others.map(one => [one.check, isArm(one) ? (one.values[0] ?? '') : JSON.stringify(one.values)]),
        ),
        ...Object.fromEntries(exclusions.map(name => [name, JSON.stringify(without[name])])),
        ...ranges,
        ...(preferred && { preferred: `|${preferred.values.join('|')}|` }),
      },
      published: {
        after: filter.publishedAfter === undefined ? Number.MIN_SAFE_INTEGER : seconds(filter.publishedAfter),
        before: filter.publishedBefore === undefined ? Number.MAX_SAFE_INTEGER : seconds(filter.publishedBefore),
      },
      total: found === 0 ? 0 : isCounted ? found : undefined,
      most: found,
      walked: driver?.articles ?? all,
      isAll: isPlain && dimensions.length === 0,
      termIds: { category: valuesOf('category'), tag: [...valuesOf('tag'), ...tagged], author: valuesOf('author') },
      unknown,
    }
  }
}

const exclusionChecks = ['excludeTag', 'excludeCategory'] as const

/** Bounds of the check `ranges`, all inclusive; undefined if the filter has none of them. */
function rangesOf(filter: Filter): Record<string, number> | undefined {
  const { updatedAfter, updatedBefore, readingTimeMin, readingTimeMax, hasImage, hasKeyTakeaways } = filter
  // Articles with key takeaways have an index of their own.
  const isWithout = hasKeyTakeaways === false
  const bounds = [updatedAfter, updatedBefore, readingTimeMin, readingTimeMax, hasImage]
  if (!isWithout && bounds.every(bound => bound === undefined)) return undefined
  return {
    updatedMin: updatedAfter === undefined ? Number.MIN_SAFE_INTEGER : seconds(updatedAfter) + 1,
    updatedMax: updatedBefore === undefined ? Number.MAX_SAFE_INTEGER : seconds(updatedBefore) - 1,
    readingTimeMin: readingTimeMin ?? 0,
    readingTimeMax: readingTimeMax ?? Number.MAX_SAFE_INTEGER,
    imageMin: hasImage === true ? 1 : 0,
    imageMax: hasImage === false ? 0 : 1,
    takeawaysMax: isWithout ? 0 : Number.MAX_SAFE_INTEGER,
  }
}

/** Finds the languages of delivered articles that a range matches: see `matchesLanguage`. */
export function createLanguageReader({ db }: Connection) {
  const rows = prepared(
    db
      .select()
      .from(printLanguage)
      .where(and(gt(printLanguage.articles, 0), isLanguageIn(printLanguage.language, 'range'))),
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
