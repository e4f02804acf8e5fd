import type { Article } from '../../../domain/article/article.ts'
import { termIds } from '../../../domain/content/content.ts'
import { AppError } from '../../../domain/error.ts'
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
import type { EditionRows } from './edition.ts'
import { createEraser } from './erase.ts'
import { createPublicStateReader } from './public-state.ts'
import { createScheduleRows } from './schedule.ts'
import { createSlugRows } from './slug.ts'
import { createSourceRows } from './source.ts'
import { createTranslationRows } from './translation.ts'
import { createVersionRows } from './version.ts'

/** Prints that a write makes again itself; what is above that is left to a job. */
const reprintLimit = 100

type ArticleChange = Extract<ArticleDecision, { article: Article }>

/** Working copies, and all that follows from a write to them. */
export function createArticleStore(
  connections: { reader: Connection; connection: Connection },
  writer: Writer,
  tools: { press: Publisher; reprint: Reprint; editions: EditionRows; termMaker: TermMaker },
): ArticleStore {
  const { reader, connection } = connections
  const { press, reprint, editions, termMaker } = tools
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

  /** Decides on an item, and answers what is left to do. */
  function find(target: ArticleWrite['target']): Article | undefined {
    return 'id' in target ? articles.byId(target.id) : articles.byExternalId(target.externalId)
  }

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
      stale.push(...press.regroup(decided.article))
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

  /** With what the public sees after the whole write: it may have printed an article again. */
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
    // A draft may wait for a slug that its owner has taken back: it is told when it is published, not before.
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
    if (end) return press.end(article, end)
    if (!edition) return undefined
    editions.add(edition, write)
    return press.publish(article, edition, write.at)
  }

  /** What is delivered names the expiry that is scheduled. */
  function reprintExpiry({ article, schedule }: ArticleChange, at: Instant): PrintResult | undefined {
    return schedule?.expire === undefined ? undefined : press.reprint(article.id, at)
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
      const writeAll = (transact: ItemTransaction) => {
        const stale: StaleUse[] = []
        slugs.begin(write.allOrNothing ? items.flatMap(({ target }) => find(target) ?? []) : [])
        const done = items.map(item => {
          const own: StaleUse[] = []
          const result = attempt(() => transact(decideOne(item, write, own)))
          if (result.ok) stale.push(...own)
          return result
        })
        const clash = slugs.conflict()
        if (clash) {
          const index = done.findIndex(one => one.ok && one.article?.id === clash.articleId)
          done[index] = { ok: false, error: clash.error }
        }
        if (write.allOrNothing && done.some(({ ok }) => !ok)) throw new BatchUndone(done)
        // Once for all: an article that links to several of them is printed again once.
        reprint.reprintStale(stale, write.at, reprintLimit)
        const written = done.map(withPublicState)
        answers.keep(write, written)
        steps.record(write, written)
        return written
      }
      const written = await writer
        .write(() => writeAll(withoutSavepoint))
        .catch((error: unknown) => {
          if (error instanceof PartlyWritten) return writer.write(() => writeAll(writer.savepoint))
          throw error
        })
        .catch((error: unknown) => {
          if (error instanceof BatchUndone) return error.written
          throw error
        })
      if (written.some(one => one.ok && !one.unchanged && !one.article)) await writer.emptyLog()
      return written
    },
  }
}

/** Runs the write of one item such that it can be undone where it throws. */
type ItemTransaction = (work: () => Written) => Written

/**
 * With all that was written before: a savepoint for each item costs a fifth of its write, and what an item can be
 * refused for is nearly always known before anything of it is written.
 */
function withoutSavepoint(work: () => Written): Written {
  try {
    return work()
  } catch (error) {
    throw error instanceof AppError ? new PartlyWritten('an item was refused after parts of it were written') : error
  }
}

/** Takes a batch back that is to be written again, each item by itself. */
class PartlyWritten extends Error {}

/** Takes a batch back of which one item failed. */
class BatchUndone extends Error {
  readonly written: Written[]

  constructor(written: readonly Written[]) {
    super('an item of a batch failed')
    const error = new AppError('batch-undone', 'Another item of the batch failed, so this one was not done either.')
    this.written = written.map(one => (one.ok ? { ok: false, error } : one))
  }
}

/** An error that a client can meet stands in an item's place; any other undoes the whole batch. */
function attempt(work: () => Written): Written {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error }
    throw error
  }
}
