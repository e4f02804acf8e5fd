import type { Article } from '../../../domain/article/article.ts'
import type { Edition } from '../../../domain/article/edition.ts'
import { scheduledExpiry } from '../../../domain/article/schedule.ts'
import { nothingDelivered } from '../../../domain/change.ts'
import { withExpiry } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { type Instant, instantAt, seconds } from '../../../domain/instant.ts'
import type { PrintUse } from '../../../domain/print/neighbour.ts'
import type { Print, Printer } from '../../../domain/print/print.ts'
import { staleUses } from '../../../domain/print/stale.ts'
import type { ArticleDecision } from '../../../domain/store/article/article-store.ts'
import { namedTerms } from '../article/content.ts'
import type { EditionRows } from '../article/edition.ts'
import { createScheduleRows } from '../article/schedule.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { createChangeRows } from '../log/change.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { createTombstoneFilterRows } from '../log/tombstone-filter.ts'
import type { SearchIndex } from '../search/search-index.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createNeighbourReader } from './neighbour.ts'
import { type CurrentPrint, createPrintRows } from './print.ts'

/** A use: dependent prints with an older revision than `since` are stale. */
export type StaleUse = PrintUse & { since: number }

/**
 * Makes prints within a write transaction, each with its row in the change log, whose `seq` is its revision. Every method
 * returns the uses that are stale afterwards.
 */
export type Publisher = {
  /** Delivers a new edition. */
  publish(article: Article, edition: Edition, at: Instant): Routine<PrintResult>
  /** Ends delivery. Undefined if the article was never delivered. */
  end(article: Article, end: End): Routine<PrintResult | undefined>
  /** Moves a delivered article to its translation group, or to none. Its own print is stale, too. */
  regroup(article: Article): Routine<StaleUse[]>
  /**
   * Reprints an article. Undefined if it has no print, or if the bytes are the same: then it keeps its revision.
   *
   * @param always makes a new revision even if the bytes are the same, so that caches evict its groups
   */
  reprint(articleId: Id, at: Instant, always?: 'always'): Routine<PrintResult | undefined>
  /** The print as it would be made now, with its present revision. It is not saved. Undefined if there is no print. */
  freshPrint(articleId: Id): Routine<Print | undefined>
}

export type PrintResult = { revision: number; stale: StaleUse[] }

type End = NonNullable<Extract<ArticleDecision, { article: Article }>['end']>

/** @param search absent = prints are compared only, none is saved */
export function createPublisher(
  connection: Connection,
  printer: Printer,
  editions: EditionRows,
  search?: SearchIndex,
): Publisher {
  const prints = createPrintRows(connection)
  const changes = createChangeRows(connection)
  const tombstones = createTombstoneRows(connection)
  const tombstoneFilters = createTombstoneFilterRows(connection)
  const neighbours = createNeighbourReader(connection)
  const resolveTerms = createTermResolver(connection)
  const schedules = createScheduleRows(connection)

  /** An edition with its current terms and expiry. */
  function* currentEdition(edition: Edition): Routine<Edition> {
    const expiresAt = scheduledExpiry(yield* schedules.of(edition.articleId))
    return { ...edition, content: withExpiry(yield* resolveTerms(edition.content), expiresAt) }
  }

  function* print(edition: Edition, group: Id | undefined, revision: number): Routine<Print> {
    return printer.print(edition, yield* neighbours(edition.content, edition.articleId, group), revision, group)
  }

  /**
   * The time of a print. If the clock was set back, the time is not before the newest change, and after the print that it
   * replaces: a new print never has the date of the print before.
   */
  function* printedAt(at: Instant, before: CurrentPrint | undefined): Routine<Instant> {
    const notBefore = yield* changes.notBefore(at)
    const isBehind = notBefore !== at && before !== undefined && before.printedAt >= notBefore
    return isBehind ? instantAt(seconds(before.printedAt) + 1) : notBefore
  }

  return {
    *publish({ id, translationGroup }, published, at) {
      const edition = yield* currentEdition(published)
      const before = yield* prints.current(id)
      const revision = yield* changes.append({
        at,
        kind: 'published',
        articleId: id,
        edition: edition.number,
        slug: edition.content.slug,
        // Feeds that contain its tombstone change, too.
        before: before?.delivered ?? (yield* tombstoneFilters.of(id)),
        after: deliveredOf(edition),
      })
      const after = yield* print(edition, translationGroup, revision)
      yield* prints.save(after, translationGroup, yield* printedAt(at, before), before === undefined)
      if (search) yield* search.put(after)
      yield* tombstones.remove(id)
      yield* tombstoneFilters.remove(id)
      return printResult(revision, staleUsesOf(id, before, groupedPrint(after, translationGroup)))
    },

    *end({ id, edition }, { reason, at: clock, ...more }) {
      const at = yield* changes.notBefore(clock)
      const before = yield* prints.current(id)
      // The last delivered slug: the working copy may have another one.
      const slug = before?.slug ?? (yield* tombstones.byId(id))?.slug
      if (slug === undefined) return undefined
      const revision = yield* changes.append({
        at,
        kind: reason === 'moved' ? 'moved' : 'withdrawn',
        articleId: id,
        edition: before?.edition ?? edition,
        slug,
        reason,
        before: before?.delivered ?? (yield* tombstoneFilters.of(id)),
        after: nothingDelivered,
      })
      yield* prints.remove(id)
      if (search) yield* search.remove(id)
      yield* tombstones.put({ id, slug, revision, reason, at, ...more })
      // If only the reason changes, the stored filter members stay valid.
      if (before) yield* tombstoneFilters.put(id, before.delivered)
      return printResult(revision, staleUsesOf(id, before, undefined))
    },

    *regroup({ id, translationGroup }) {
      const before = (yield* prints.current(id))?.translationGroup
      if (!(yield* prints.regroup(id, translationGroup))) return []
      const groups = [before, translationGroup].filter(group => group !== undefined)
      const since = (yield* changes.last()) + 1
      const stale: StaleUse[] = []
      for (const group of groups) {
        if (yield* prints.hasOtherPrints(group, id)) stale.push({ kind: 'translations', id: group, since })
      }
      return stale
    },

    *reprint(articleId, at, always) {
      const before = yield* prints.current(articleId)
      if (!before) return undefined
      const edition = yield* currentEdition(yield* editions.edition(articleId, before.edition))
      const { slug, delivered, translationGroup } = before
      const revision = (yield* changes.last()) + 1
      const after = yield* print(edition, translationGroup, revision)
      if (!always && (yield* prints.keepIfUnchanged(after))) return undefined
      const row = { at, kind: 'reprinted', articleId, edition: before.edition, slug } as const
      yield* changes.append({ ...row, before: delivered, after: deliveredOf(edition) })
      yield* prints.save(after, translationGroup, yield* printedAt(at, before))
      if (search) yield* search.put(after)
      return printResult(revision, staleUsesOf(articleId, before, groupedPrint(after, translationGroup)))
    },

    *freshPrint(articleId) {
      const before = yield* prints.current(articleId)
      if (!before) return undefined
      const edition = yield* currentEdition(yield* editions.edition(articleId, before.edition))
      return yield* print(edition, before.translationGroup, before.revision)
    },
  }
}

function printResult(since: number, uses: PrintUse[]): PrintResult {
  return { revision: since, stale: uses.map(use => ({ ...use, since })) }
}

type GroupedPrint = Pick<CurrentPrint, 'slug' | 'title' | 'language' | 'canonicalUrl' | 'translationGroup'>

/** Like `staleUses`, and also stale: the group that an article without a group joins. */
function staleUsesOf(id: Id, before: GroupedPrint | undefined, after: GroupedPrint | undefined): PrintUse[] {
  const group = after ? after.translationGroup : before?.translationGroup
  const uses = staleUses(id, group, before, after)
  const joined = before && before.translationGroup === undefined ? group : undefined
  if (joined === undefined || uses.some(use => use.kind === 'translations')) return uses
  return [...uses, { kind: 'translations', id: joined }]
}

function groupedPrint({ slug, title, canonicalUrl, delivered }: Print, translationGroup: Id | undefined): GroupedPrint {
  return { slug, title, language: delivered.language ?? 'und', canonicalUrl, translationGroup }
}

/** The filter members that the print of an edition will have. */
function deliveredOf({ content }: Edition) {
  const ids = (kind: string) => namedTerms(content).flatMap(term => (term.kind === kind ? term.id : []))
  const category = content.categoryId === undefined ? {} : { categoryId: content.categoryId }
  return { delivered: true, language: content.language, ...category, tagIds: ids('tag'), authorIds: ids('author') }
}
