import type { Article } from '../../../domain/article/article.ts'
import { termIds } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { ArticleDecision, ArticleStore, ArticleWrite, Lookup } from '../../../domain/store/article-store.ts'
import type { Write, Written } from '../../../domain/store/write.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import type { Writer } from '../database/writer.ts'
import { createImportSteps } from '../import/import-job.ts'
import { createChangeRows } from '../log/change.ts'
import type { PrintResult, Publisher, StaleUse } from '../print/publisher.ts'
import type { Reprint } from '../print/reprint.ts'
import { createTermResolver } from '../term/merged-term.ts'
import type { TermMaker } from '../term/term-maker.ts'
import { createAddressRows } from './address.ts'
import { createArticleRows } from './article.ts'
import { requireAll, resultOf, writeBatch } from './batch.ts'
import type { EditionRows } from './edition.ts'
import { createEraser } from './erase.ts'
import { createPublicStateReader } from './public-state.ts'
import { createScheduleRows } from './schedule.ts'
import { createSlugRows } from './slug.ts'
import { createSourceRows } from './source.ts'
import { createTranslationRows } from './translation.ts'
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
  const resolveTerms = createTermResolver(connection)
  const slugs = createSlugRows(connection)
  const audit = createAuditRows(connection)
  const keepSource = createSourceRows(connection).keep
  const seedViews = connection.prepare<[Id, number]>('INSERT INTO view_count VALUES (?, ?) ON CONFLICT DO NOTHING')
  const schedules = createScheduleRows(connection)
  const erase = createEraser(connection)
  const answers = createIdempotencyRows(connection)
  const steps = createImportSteps(connection)
  const addresses = createAddressRows(connection)
  const used = connection.prepare<{ id: Id }>(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM article WHERE id = @id)
       OR EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id)
       OR EXISTS (SELECT 1 FROM audit WHERE article_id = @id)`,
  )
  const bytes = reader
    .prepare<{ id: Id }, number>(
      `SELECT (SELECT coalesce(sum(octet_length(blocks)), 0) FROM section WHERE article_id = :id)
        + (SELECT coalesce(sum(octet_length(blocks)), 0) FROM footnote WHERE article_id = :id)`,
    )
    .pluck()
  const changes = createChangeRows(connection)
  const lookup: Lookup = {
    notBefore: changes.notBefore,
    isIdUsed: id => used.get({ id }) !== undefined,
    slugOwner: slugs.owner,
    mayGiveUp: slugs.mayGiveUp,
    corrections: editions.corrections,
    edition(articleId, number) {
      const edition = editions.find(articleId, number)
      return edition && { ...edition, content: resolveTerms(edition.content) }
    },
    version: versions.find,
    terms: termMaker.terms,
    resolveTerms: termMaker.resolve,
    ...createTranslationRows(connection),
    scheduled: schedules.of,
    articlesByAddress: addresses.addressed,
    isClaimed: addresses.isClaimed,
  }

  function find(target: ArticleWrite['target']): Article | undefined {
    return 'id' in target ? articles.byId(target.id) : articles.byExternalId(target.externalId)
  }

  /** Decides on an item, and returns the write. */
  function decideOne({ target, decide }: ArticleWrite, write: Write, stale: StaleUse[]): () => Written {
    const now = find(target)
    termMaker.begin()
    const decided = decide(now, lookup)
    if (decided.unchanged) return () => ({ ok: true, article: now, unchanged: true })
    if (decided.erase) return () => eraseOne(decided, write, stale)
    return () => writeOne(now, decided, write, stale)
  }

  function writeOne(now: Article | undefined, decided: ArticleChange, write: Write, stale: StaleUse[]): Written {
    const article = save(decided, now, write)
    const made = deliver(decided, write) ?? reprintExpiry(decided, write.at)
    stale.push(...(made?.stale ?? []))
    if (!made && now && now.translationGroup !== decided.article.translationGroup) {
      stale.push(...publisher.regroup(decided.article))
    }
    const written = { ok: true, article, unchanged: false } as const
    return made ? { ...written, revision: made.revision } : written
  }

  function eraseOne(decided: ArticleChange, write: Write, stale: StaleUse[]): Written {
    const { id, version, externalId } = decided.article
    stale.push(...(deliver(decided, write)?.stale ?? []))
    erase(id, externalId, write.idempotency)
    audit.add(write, { ...decided.audit, articleId: id, version })
    return { ok: true, article: undefined, unchanged: false }
  }

  /** Adds the public state after the whole batch, which may have reprinted the article. */
  function withPublicState(written: Written): Written {
    const delivered = written.ok && written.article?.status === 'published' && publicState(written.article.id)
    return delivered ? { ...written, delivered } : written
  }

  function save(decided: ArticleChange, before: Article | undefined, write: Write): Article {
    const { article, edition, source, schedule } = decided
    const isNew = before === undefined
    termMaker.save(termIds(article.content), write, article)
    const auditNumber = audit.add(write, { ...decided.audit, articleId: article.id, version: article.version })
    if (before) versions.keep(before, article)
    const saved = articles.save(article, isNew, { ...write, auditNumber })
    const { slug } = article.content
    // A draft may have a slug that another article took back: publishing reports the conflict.
    if (edition || slug !== before?.content.slug) slugs.take(slug, article.id, edition !== undefined)
    slugs.addFormer(decided.formerSlugs ?? [], article.id)
    slugs.addPaths(decided.paths ?? [], article.id)
    if (decided.addresses) addresses.putAddresses(article.id, decided.addresses, isNew)
    if (decided.openLinks) addresses.putOpenLinks(article.id, decided.openLinks, article.imported?.source ?? '', isNew)
    if (source) keepSource(article.id, source, write.at)
    if (schedule) schedules.change(article.id, schedule, write)
    if (decided.views !== undefined) seedViews.run(article.id, decided.views)
    return saved
  }

  function deliver({ article, edition, end }: ArticleChange, write: Write): PrintResult | undefined {
    if (end) return publisher.end(article, end)
    if (!edition) return undefined
    editions.add(edition, write)
    return publisher.publish(article, edition, write.at)
  }

  /** Delivered articles contain the scheduled expiry. */
  function reprintExpiry({ article, schedule }: ArticleChange, at: Instant): PrintResult | undefined {
    return schedule?.expire === undefined ? undefined : publisher.reprint(article.id, at)
  }

  return {
    async article(id) {
      return readable.byId(id)
    },
    async articleByExternalId(externalId) {
      return readable.byExternalId(externalId)
    },
    async publicState(id) {
      return readPublicState(id)
    },
    async articleBytes(id) {
      return bytes.get({ id }) ?? 0
    },
    async source(articleId) {
      return sources.read(articleId)
    },
    async writeArticles(items, write) {
      const written = await writeBatch(writer, transact => {
        const stale: StaleUse[] = []
        slugs.begin(write.allOrNothing ? items.flatMap(({ target }) => find(target) ?? []) : [])
        const done = items.map(item => {
          const own: StaleUse[] = []
          const result = resultOf(() => transact(decideOne(item, write, own)))
          if (result.ok) stale.push(...own)
          return result
        })
        const conflict = slugs.conflict()
        if (conflict) {
          const index = done.findIndex(one => one.ok && one.article?.id === conflict.articleId)
          done[index] = { ok: false, error: conflict.error }
        }
        if (write.allOrNothing) requireAll(done)
        // Once for the batch: an article that links to several of them is reprinted once.
        reprint.reprintStale(stale, write.at, reprintLimit)
        const results = done.map(withPublicState)
        answers.keep(write, results)
        steps.record(write, results)
        return results
      })
      if (written.some(one => one.ok && !one.unchanged && !one.article)) await writer.emptyLog()
      return written
    },
  }
}
