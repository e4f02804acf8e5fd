import type { Article } from '../../../domain/article/article.ts'
import type { Edition } from '../../../domain/article/edition.ts'
import { expiryIn } from '../../../domain/article/schedule.ts'
import { nothingDelivered } from '../../../domain/change.ts'
import { withExpiry } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { type Instant, seconds } from '../../../domain/instant.ts'
import type { PrintUse } from '../../../domain/print/neighbour.ts'
import type { Print, Printer } from '../../../domain/print/print.ts'
import { staleUses } from '../../../domain/print/stale.ts'
import type { ArticleDecision } from '../../../domain/store/article-store.ts'
import { namedTerms } from '../article/content.ts'
import type { EditionRows } from '../article/edition.ts'
import { createScheduleRows } from '../article/schedule.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt } from '../database/value.ts'
import { createChangeRows } from '../log/change.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { createTombstoneFilterRows } from '../log/tombstone-filter.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createNeighbourReader } from './neighbour.ts'
import { type CurrentPrint, createPrintRows } from './print.ts'

/** A use whose prints are stale where they were made before that revision. */
export type StaleUse = PrintUse & { since: number }

/**
 * Makes prints within the transaction of a write: each with its change row, whose `seq` is its revision. What a change
 * makes stale elsewhere comes back with it.
 */
export type Publisher = {
  /** Delivers a new edition from now on. */
  publish(article: Article, edition: Edition, at: Instant): PrintResult
  /** Ends delivery. Undefined where the public never saw it: then there is nothing to tell. */
  end(article: Article, end: End): PrintResult | undefined
  /** Puts a delivered article among the translations of its group, or of none: what is stale by it, its own print too. */
  regroup(article: Article): StaleUse[]
  /**
   * Makes a print again. Undefined where there is none, or its bytes are the same: then it keeps its revision.
   *
   * @param always gives it a new revision also where its bytes are the same, so that caches drop its groups
   */
  reprint(articleId: Id, at: Instant, always?: 'always'): PrintResult | undefined
}

export type PrintResult = { revision: number; stale: StaleUse[] }

type End = NonNullable<Extract<ArticleDecision, { article: Article }>['end']>

export function createPublisher(connection: Connection, printer: Printer, editions: EditionRows): Publisher {
  const prints = createPrintRows(connection)
  const changes = createChangeRows(connection)
  const tombstones = createTombstoneRows(connection)
  const tombstoneFilters = createTombstoneFilterRows(connection)
  const neighbours = createNeighbourReader(connection)
  const resolveTerms = createTermResolver(connection)
  const schedules = createScheduleRows(connection)

  /** An edition with what holds now: its terms, and when it expires. */
  function currentEdition(edition: Edition): Edition {
    const expiresAt = expiryIn(schedules.of(edition.articleId))
    return { ...edition, content: withExpiry(resolveTerms(edition.content), expiresAt) }
  }

  function print(edition: Edition, group: Id | undefined, revision: number): Print {
    return printer.print(edition, neighbours(edition.content, edition.articleId, group), revision, group)
  }

  /**
   * When a print is made. Where the clock was set back it is not before the newest change, and after the print that it
   * replaces: `Last-Modified` grows with every print.
   */
  function printedAt(at: Instant, before: CurrentPrint | undefined): Instant {
    const notBefore = changes.notBefore(at)
    const isBehind = notBefore !== at && before !== undefined && before.printedAt >= notBefore
    return isBehind ? instantAt(seconds(before.printedAt) + 1) : notBefore
  }

  return {
    publish({ id, translationGroup }, published, at) {
      const edition = currentEdition(published)
      const before = prints.current(id)
      const revision = changes.append({
        at,
        kind: 'published',
        articleId: id,
        edition: edition.number,
        slug: edition.content.slug,
        // Feeds that listed its deletion do so no longer.
        before: before?.delivered ?? tombstoneFilters.of(id),
        after: deliveredOf(edition),
      })
      const after = print(edition, translationGroup, revision)
      prints.save(after, translationGroup, printedAt(at, before), before === undefined)
      tombstones.remove(id)
      tombstoneFilters.remove(id)
      return printResult(revision, staleUsesOf(id, before, groupedPrint(after, translationGroup)))
    },

    end({ id, edition }, { reason, at: clock, ...more }) {
      const at = changes.notBefore(clock)
      const before = prints.current(id)
      // The last slug that was public: the working copy may have another one by now.
      const slug = before?.slug ?? tombstones.byId(id)?.slug
      if (slug === undefined) return undefined
      const revision = changes.append({
        at,
        kind: reason === 'moved' ? 'moved' : 'withdrawn',
        articleId: id,
        edition: before?.edition ?? edition,
        slug,
        reason,
        before: before?.delivered ?? tombstoneFilters.of(id),
        after: nothingDelivered,
      })
      prints.remove(id)
      tombstones.put({ id, slug, revision, reason, at, ...more })
      // Where only the reason changes, it was delivered last with what is there.
      if (before) tombstoneFilters.put(id, before.delivered)
      return printResult(revision, staleUsesOf(id, before, undefined))
    },

    regroup({ id, translationGroup }) {
      const before = prints.current(id)?.translationGroup
      if (!prints.regroup(id, translationGroup)) return []
      const groups = [before, translationGroup].filter(group => group !== undefined)
      const since = changes.last() + 1
      return groups
        .filter(group => prints.hasOtherPrints(group, id))
        .map(group => ({ kind: 'translations', id: group, since }) as const)
    },

    reprint(articleId, at, always) {
      const before = prints.current(articleId)
      if (!before) return undefined
      const edition = currentEdition(editions.edition(articleId, before.edition))
      const { slug, delivered, translationGroup } = before
      const revision = changes.last() + 1
      const after = print(edition, translationGroup, revision)
      if (!always && prints.keepIfUnchanged(after)) return undefined
      const row = { at, kind: 'reprinted', articleId, edition: before.edition, slug } as const
      changes.append({ ...row, before: delivered, after: deliveredOf(edition) }, revision)
      prints.save(after, translationGroup, printedAt(at, before))
      return printResult(revision, staleUsesOf(articleId, before, groupedPrint(after, translationGroup)))
    },
  }
}

function printResult(since: number, uses: PrintUse[]): PrintResult {
  return { revision: since, stale: uses.map(use => ({ ...use, since })) }
}

type GroupedPrint = Pick<CurrentPrint, 'slug' | 'title' | 'language' | 'canonicalUrl' | 'translationGroup'>

/** As `staleUses`, to which an article without a group looks as if it had been in the one that it joins. */
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

/** What readers of the log filter by, as the print of an edition will have it. */
function deliveredOf({ content }: Edition) {
  const ids = (kind: string) => namedTerms(content).flatMap(term => (term.kind === kind ? term.id : []))
  const category = content.categoryId === undefined ? {} : { categoryId: content.categoryId }
  return { delivered: true, language: content.language, ...category, tagIds: ids('tag'), authorIds: ids('author') }
}
