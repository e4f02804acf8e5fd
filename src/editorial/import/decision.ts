import { type Article, isAhead, newArticle, withContent } from '../../domain/article/article.ts'
import { type Published, publish, publishAs } from '../../domain/article/publish.ts'
import { decideEnd, demandUnscheduled, isOpen } from '../../domain/article/transition.ts'
import { compose } from '../../domain/content/compose.ts'
import type { Content } from '../../domain/content/content.ts'
import { AppError } from '../../domain/error.ts'
import type { Id, NewId } from '../../domain/id.ts'
import type { ImportRights } from '../../domain/import/job.ts'
import type { Instant } from '../../domain/instant.ts'
import { linkArticles, openLinks } from '../../domain/print/link.ts'
import type { ArticleDecision, DecisionNote, Lookup, RawSource } from '../../domain/store/article-store.ts'
import { draftNote } from '../../importer/fact/restriction.ts'
import type { ImportNote } from '../../importer/importer.ts'
import type { ImportItem } from '../../importer/source/run.ts'
import { resolveTerms } from '../resolve-terms.ts'
import { claimedAddresses, mayClaimPath } from './address-claim.ts'

export type ImportDecision = {
  decided: ArticleDecision
  result: 'created' | 'revised' | 'unchanged'
  published: boolean
  notes: DecisionNote[]
}

type Context = {
  at: Instant
  newId: NewId
  publish: boolean
  force: boolean
  /** Name of the source. */
  source: string
  rights: ImportRights
  /** Whether a place that an earlier import read from still holds something. Asked only if the place differs. */
  originExists(origin: string): boolean
  around: Lookup
}

/**
 * What an import does to an article. The same source again changes nothing; a changed one revises the working copy; with
 * `publish` the public sees it, unless the source does not show it now or an editor took the article back.
 *
 * @param current the article with the item's identity, if there is one
 * @throws AppError `import-conflict` when another source that still exists has the same identity, unless `force`
 * @throws AppError `import-diverged` when editors changed the working copy since the last import, unless `force`
 */
export function decideImport(current: Article | undefined, item: ImportItem, context: Context): ImportDecision {
  const hold = holdOf(item, context.at)
  const decision = decide(current, item, { ...context, publish: context.publish && !hold })
  if (!hold && item.imported.status === 'publishable') return decision
  const isOver = hold?.code === 'expired' && context.publish
  const decided = isOver ? withEnd(current, decision.decided, context.at) : decision.decided
  const isPublic = current?.status === 'published' && !(isOver && !decided.unchanged)
  return {
    ...decision,
    decided,
    notes: [...decision.notes, ...(hold ? [hold] : []), ...(isPublic ? [stillPublic] : [])],
  }
}

const stillPublic: ImportNote = {
  code: 'still-public',
  detail: 'The edition that was published before stays public. Unpublish the article to take it back.',
}

/** Why an article that its source publishes must not be published now. An export of Offprint states what was public. */
function holdOf({ imported: { status, manuscript, notBefore } }: ImportItem, at: Instant): ImportNote | undefined {
  const { expiresAt, publishedAt, exported } = manuscript
  if (status !== 'publishable') return undefined
  if (expiresAt !== undefined && expiresAt <= at) return draftNote('expired', `The expiry ${expiresAt}`)
  const from = [publishedAt, notBefore]
    .filter(one => one !== undefined && one > at)
    .sort()
    .at(-1)
  return from === undefined || exported?.identity ? undefined : draftNote('scheduled', `The date ${from}`)
}

/** A published article whose source now says that it has expired ends, without another edition. */
function withEnd(current: Article | undefined, decided: ArticleDecision, at: Instant): ArticleDecision {
  if (current?.status !== 'published' || decided.unchanged) return decided
  return { ...decided, ...decideEnd(decided.article, 'expired', at) }
}

function decide(current: Article | undefined, item: ImportItem, context: Context): ImportDecision {
  const wantsPublishing = context.publish && item.imported.status === 'publishable'
  if (!current) {
    if (!context.rights.publish) demandOwnIdentity(item, context)
    return create(item, context, wantsPublishing)
  }
  const mayPublish =
    wantsPublishing && (current.status === 'draft' || current.status === 'published' || wasWithdrawnWithFile(current))
  if (current.imported?.hash === item.hash) return publishUnchanged(current, context, mayPublish)
  if (!context.rights.publish) demandOwnSource(current, item, context)
  if (!context.force) demandUnchanged(current, item, context)
  demandUnscheduled(current, context.around, context.rights.publish)
  return revise(current, item, context, mayPublish)
}

/** Whether it was unpublished because its file was missing; see `withdrawMissing`. */
function wasWithdrawnWithFile({ status, imported, version }: Article): boolean {
  return status === 'unpublished' && imported?.hash === '' && imported.version === version
}

/** A line of an export states an identity of its own, which may be the one that another source gives its next article. */
function demandOwnIdentity({ id, externalId }: ImportItem, { source }: Context): void {
  if (id === undefined && !externalId.startsWith(`${source}:`)) throw foreign(externalId, notOfSource)
}

const notOfSource = 'does not belong to this source'

function foreign(externalId: string, reason: string): AppError {
  const detail = `The article "${externalId}" ${reason}. Only a key with articles:publish can import it.`
  return new AppError('import-conflict', detail)
}

/** An import without publishing rights changes articles of its own source, where no publisher has decided about them. */
function demandOwnSource(current: Article, { externalId }: ImportItem, { source }: Context): void {
  const reason =
    current.imported?.source !== source ? notOfSource : isOpen(current) ? undefined : `is ${current.status}`
  if (reason !== undefined) throw foreign(externalId, reason)
}

function demandUnchanged({ content, imported, version }: Article, item: ImportItem, context: Context): void {
  if (imported && imported.origin !== item.origin && context.originExists(imported.origin)) {
    throw new AppError(
      'import-conflict',
      `"${item.externalId}" is "${content.title}", imported from another place. Give this source another name, or force the import.`,
      {
        hint: `It was imported from ${imported.origin}. Name this source with --source, or replace the article with --force.`,
      },
    )
  }
  if (version !== imported?.version) {
    throw new AppError(
      'import-diverged',
      `"${content.title}" was edited after its last import. Force the import to replace what editors wrote.`,
      { hint: 'Put the source in its place with --force.' },
    )
  }
}

function create(item: ImportItem, context: Context, publishing: boolean): ImportDecision {
  const { at, newId, around } = context
  const { exported } = item.imported.manuscript
  const isUsed = exported?.id !== undefined && around.isIdUsed(exported.id)
  if (isUsed && item.id !== undefined) {
    const detail = `The id ${item.id} was the one of an article that was erased. Take it out of the line, or state an external id.`
    throw new AppError('import-conflict', detail)
  }
  const articleId = exported?.id === undefined || isUsed ? newId() : exported.id
  const { content, notes: composeNotes, open } = composed(articleId, undefined, item, context)
  const article = newArticle(
    {
      id: articleId,
      externalId: item.id === undefined ? item.externalId : undefined,
      translationGroup: exported?.translationGroup,
      content,
      imported: { hash: item.hash, version: 1, origin: item.origin, source: context.source },
    },
    at,
  )
  const { manuscript } = item.imported
  const { notes: claimNotes, ...kept } = importRecord(article, item, open, context)
  const notes = [...composeNotes, ...claimNotes]
  if (isUsed) {
    const detail = `Another article has or had the id ${exported.id}; this one got a new id.`
    notes.push({ code: 'id-used', detail })
  }
  const more = {
    ...kept,
    views: manuscript.views,
    audit: { action: 'article.import' },
  }
  const decided = publishing ? { ...publishFirst(article, item, at), ...more } : { article, ...more }
  return { decided, result: 'created', published: publishing, notes }
}

/** An export of Offprint continues its edition numbers, and keeps its corrections and the date of its last change. */
function publishFirst(article: Article, { imported: { manuscript } }: ImportItem, at: Instant): Published {
  const { exported, updatedAt } = manuscript
  if (!exported?.identity) return publishAs(article, at)
  const edition = Math.max(1, exported.edition ?? 1) - 1
  const published = publishAs({ ...article, edition }, at, exported.corrections)
  return { ...published, edition: { ...published.edition, updatedAt: updatedAt ?? published.edition.updatedAt } }
}

function revise(current: Article, item: ImportItem, context: Context, publishing: boolean): ImportDecision {
  const { at, around } = context
  const { content, notes, open } = composed(current.id, current.content, item, context)
  const next = withContent(current, content, at)
  const imported = { hash: item.hash, version: next.version, origin: item.origin, source: context.source }
  const article = { ...next, imported }
  const { notes: claimNotes, ...kept } = importRecord(article, item, open, context)
  const more = { ...kept, audit: { action: 'article.import' } }
  const decided = publishing
    ? { ...publishAs(article, at, around.corrections(current.id)), ...more }
    : { article, ...more }
  return { decided, result: 'revised', published: publishing, notes: [...notes, ...claimNotes] }
}

/** An unchanged source publishes what an earlier import left unpublished, but no changes by editors since then. */
function publishUnchanged(current: Article, { at, around }: Context, publishing: boolean): ImportDecision {
  const untouched = current.imported?.version === current.version
  const published =
    publishing && untouched && isAhead(current) ? publish(current, at, around.corrections(current.id)) : undefined
  if (!published) return { decided: { unchanged: true }, result: 'unchanged', published: false, notes: [] }
  const decided = { ...published, audit: { action: 'article.publish' } }
  return { decided, result: 'unchanged', published: true, notes: [] }
}

function composed(
  articleId: Id,
  previous: Content | undefined,
  item: ImportItem,
  { rights, around, newId, source }: Context,
): { content: Content; notes: DecisionNote[]; open: string[] } {
  const owner = (slug: string) => around.slugOwner(slug, articleId)?.language
  const { manuscript } = item.imported
  const { resolved, notes: termNotes } = resolveTerms(manuscript, rights.publish, around)
  const { content, notes } = compose(manuscript, resolved, { articleId, previous, owner, newId })
  const links = isArchived(item) ? [] : openLinks(content)
  const articles = around.articlesByAddress(links, source)
  return {
    content: linkArticles(content, articles),
    notes: [...notes, ...termNotes],
    open: links.filter(link => !articles.has(link)),
  }
}

/** What an import records with the article: its source, and its addresses on the web, so that links to it are resolved. */
function importRecord(article: Article, item: ImportItem, openLinks: string[], { source, rights, around }: Context) {
  const { formerSlugs, paths } = item.imported.manuscript
  const { claims, notes } = claimedAddresses(article, item, { source, rights, around })
  // They redirect readers to what is published immediately.
  const mayRedirect = rights.publish || article.status !== 'published'
  const given = { formerSlugs, paths: paths?.filter(path => mayClaimPath(path, rights)) }
  return { source: rawSource(item), ...(mayRedirect && given), addresses: claims, openLinks, notes }
}

/** Whether it is a line of an export of Offprint; its links are kept, so that exporting it again gives the same line. */
function isArchived({ imported: { manuscript } }: ImportItem): boolean {
  return manuscript.exported?.identity !== undefined
}

function rawSource({ importer, name, imported, rawHash }: ImportItem): RawSource {
  return { importer, name, mediaType: imported.raw.mediaType, bytes: imported.raw.bytes, hash: rawHash }
}
