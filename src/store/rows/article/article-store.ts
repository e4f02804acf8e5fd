import type { Article } from '../../../domain/article/article.ts'
import { termIds } from '../../../domain/content/content.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { ArticleDecision, ArticleStore, ArticleWrite } from '../../../domain/store/article/article-store.ts'
import type { Write, Written } from '../../../domain/store/write.ts'
import { footnote, section } from '../../schema/article.ts'
import { viewCount } from '../../schema/view.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import { eq, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import { each, finished, type Routine } from '../database/routine.ts'
import { bound, equals, excluded, prepared } from '../database/statement.ts'
import type { Writer } from '../database/writer.ts'
import { createImportSteps } from '../import/import-job.ts'
import type { PrintResult, Publisher, StaleUse } from '../print/publisher.ts'
import type { Reprint } from '../print/reprint.ts'
import type { TermMaker } from '../term/term-maker.ts'
import { createAddressRows } from './address.ts'
import { createArticleRows } from './article.ts'
import { failureOf, type ItemTransaction, requireAll, writeBatch } from './batch.ts'
import type { EditionRows } from './edition.ts'
import { createEraser } from './erase.ts'
import { createLookups } from './lookup.ts'
import { createPublicStateReader } from './public-state.ts'
import { createScheduleRows } from './schedule.ts'
import { createSlugRows } from './slug.ts'
import { createSourceRows } from './source.ts'
import { createVersionRows } from './version.ts'

/** Prints that a write reprints itself. More are left to a job. */
const reprintLimit = 100

type ArticleChange = Extract<ArticleDecision, { article: Article }>

/** Writes working copies, and everything that depends on them: prints, slugs, schedules, audit entries. */
export function createArticleStore(
  connections: { reader: Connection; connection: Connection },
  writer: Writer,
  tools: { publisher: Publisher; reprint: Reprint; editions: EditionRows; termMaker: TermMaker },
): ArticleStore {
  const { reader, connection } = connections
  const { publisher, reprint, editions, termMaker } = tools
  const readable = createArticleRows(reader)
  const sources = createSourceRows(reader)
  const readPublicState = createPublicStateReader(reader)
  const articles = createArticleRows(connection)
  const publicState = createPublicStateReader(connection)
  const versions = createVersionRows(connection)
  const slugs = createSlugRows(connection)
  const audit = createAuditRows(connection)
  const keepSource = createSourceRows(connection).keep
  const seedViews = prepared(
    connection.db
      .insert(viewCount)
      .values({ article_id: bound('id'), views: bound('views') })
      .onConflictDoUpdate({
        target: viewCount.article_id,
        set: { views: excluded(viewCount.views) },
        setWhere: eq(viewCount.views, 0),
      }),
  )
  const schedules = createScheduleRows(connection)
  const erase = createEraser(connection)
  const answers = createIdempotencyRows(connection)
  const steps = createImportSteps(connection)
  const addresses = createAddressRows(connection)
  const bytes = [section, footnote].map(table =>
    prepared(
      reader.db
        .select({ bytes: sql<number>`coalesce(sum(octet_length(${table.blocks})), 0)` })
        .from(table)
        .where(equals(table.article_id, 'id')),
    ),
  )
  const lookupIn = createLookups(connection, { editions, slugs, termMaker })

  function* find(target: ArticleWrite['target']): Routine<Article | undefined> {
    return 'id' in target ? yield* articles.byId(target.id) : yield* articles.byExternalId(target.externalId)
  }

  /** Decides on an item, and returns the write. */
  function* decideOne(
    { target, decide }: ArticleWrite,
    write: Write,
    stale: StaleUse[],
  ): Routine<() => Routine<Written>> {
    const now = yield* find(target)
    termMaker.begin()
    const decided = yield* connection.decide(answer => decide(now, lookupIn(answer)))
    if (decided.unchanged) return () => finished({ ok: true, article: now, unchanged: true })
    if (decided.erase) return () => eraseOne(decided, write, stale)
    return () => writeOne(now, decided, write, stale)
  }

  function* writeOne(
    now: Article | undefined,
    decided: ArticleChange,
    write: Write,
    stale: StaleUse[],
  ): Routine<Written> {
    const article = yield* save(decided, now, write)
    const made = (yield* deliver(decided, write)) ?? (yield* reprintExpiry(decided, write.at))
    stale.push(...(made?.stale ?? []))
    if (!made && now && now.translationGroup !== decided.article.translationGroup) {
      stale.push(...(yield* publisher.regroup(decided.article)))
    }
    const written = { ok: true, article, unchanged: false } as const
    return made ? { ...written, revision: made.revision } : written
  }

  function* eraseOne(decided: ArticleChange, write: Write, stale: StaleUse[]): Routine<Written> {
    const { id, version, externalId } = decided.article
    stale.push(...((yield* deliver(decided, write))?.stale ?? []))
    yield* erase(id, externalId, write.idempotency)
    yield* audit.add(write, { ...decided.audit, articleId: id, version })
    return { ok: true, article: undefined, unchanged: false }
  }

  /** Adds the public state after the whole batch, which may have reprinted the article. */
  function* withPublicState(written: Written): Routine<Written> {
    const delivered = written.ok && written.article?.status === 'published' && (yield* publicState(written.article.id))
    return delivered ? { ...written, delivered } : written
  }

  function* save(decided: ArticleChange, before: Article | undefined, write: Write): Routine<Article> {
    const { article, edition, source, schedule } = decided
    const isNew = before === undefined
    yield* termMaker.save(termIds(article.content), write, article)
    const auditNumber = yield* audit.add(write, { ...decided.audit, articleId: article.id, version: article.version })
    if (before) yield* versions.keep(before, article)
    const saved = yield* articles.save(article, isNew, { ...write, auditNumber })
    const { slug } = article.content
    // A draft may have a slug that another article took back: publishing reports the conflict.
    if (edition || slug !== before?.content.slug) yield* slugs.take(slug, article.id, edition !== undefined)
    yield* slugs.addFormer(decided.formerSlugs ?? [], article.id)
    yield* slugs.addPaths(decided.paths ?? [], article.id)
    if (/^article\.(?:un)?link$/.test(decided.audit.action))
      yield* addresses.markUnlinked(article.id, article.translationGroup === undefined)
    if (decided.addresses) yield* addresses.putAddresses(article.id, decided.addresses, isNew)
    if (decided.openLinks)
      yield* addresses.putOpenLinks(article.id, decided.openLinks, article.imported?.source ?? '', isNew)
    if (source) yield* keepSource(article.id, source, write.at)
    if (schedule) yield* schedules.change(article.id, schedule, write)
    if (decided.views !== undefined) yield* seedViews.run({ id: article.id, views: decided.views })
    return saved
  }

  function* deliver({ article, edition, end }: ArticleChange, write: Write): Routine<PrintResult | undefined> {
    if (end) return yield* publisher.end(article, end)
    if (!edition) return undefined
    yield* editions.add(edition, write)
    return yield* publisher.publish(article, edition, write.at)
  }

  /** Delivered articles contain the scheduled expiry. */
  function* reprintExpiry({ article, schedule }: ArticleChange, at: Instant): Routine<PrintResult | undefined> {
    return schedule?.expire === undefined ? undefined : yield* publisher.reprint(article.id, at)
  }

  function* writeAll(items: readonly ArticleWrite[], write: Write, transact: ItemTransaction): Routine<Written[]> {
    const stale: StaleUse[] = []
    const exchanging = write.allOrNothing ? yield* each(items, ({ target }) => find(target)) : []
    yield* slugs.begin(exchanging.filter(article => article !== undefined))
    const done: Written[] = []
    for (const item of items) {
      const own: StaleUse[] = []
      try {
        done.push(yield* transact(yield* decideOne(item, write, own)))
        stale.push(...own)
      } catch (error) {
        done.push(failureOf(error))
      }
    }
    const conflict = yield* slugs.conflict()
    if (conflict) {
      const index = done.findIndex(one => one.ok && one.article?.id === conflict.articleId)
      done[index] = { ok: false, error: conflict.error }
    }
    if (write.allOrNothing) requireAll(done)
    // Once for the batch: an article that links to several of them is reprinted once.
    yield* reprint.reprintStale(stale, write.at, reprintLimit)
    const results = yield* each(done, withPublicState)
    yield* answers.keep(write, results)
    yield* steps.record(write, results)
    return results
  }

  return {
    ...reads<Pick<ArticleStore, 'article' | 'articleByExternalId' | 'publicState' | 'articleBytes' | 'source'>>(
      reader,
      {
        article: id => readable.byId(id),
        articleByExternalId: externalId => readable.byExternalId(externalId),
        publicState: id => readPublicState(id),
        *articleBytes(id) {
          const parts = yield* each(bytes, statement => statement.get({ id }))
          return parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0)
        },
        source: articleId => sources.read(articleId),
      },
    ),
    async writeArticles(items, write) {
      const written = await writeBatch(writer, transact => writeAll(items, write, transact))
      if (written.some(one => one.ok && !one.unchanged && !one.article)) await writer.emptyLog()
      return written
    },
  }
}
