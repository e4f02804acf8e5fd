import { isFileNameKey } from '../../domain/address/address-key.ts'
import { type Article, isAhead, newArticle, withContent } from '../../domain/article/article.ts'
import { type Published, publish, publishAs } from '../../domain/article/publish.ts'
import { decideEnd, demandUnscheduled } from '../../domain/article/transition.ts'
import { compose } from '../../domain/content/compose.ts'
import type { Content } from '../../domain/content/content.ts'
import { AppError } from '../../domain/error.ts'
import type { Id, NewId } from '../../domain/id.ts'
import type { ImportRights, UndatedRule } from '../../domain/import/job.ts'
import type { Instant } from '../../domain/instant.ts'
import { linkArticles, openLinks } from '../../domain/print/link.ts'
import type { ArticleDecision, DecisionNote, Lookup, RawSource } from '../../domain/store/article/article-store.ts'
import type { ImportNote } from '../../importer/importer.ts'
import type { ImportItem } from '../../importer/source/run.ts'
import { resolveTerms } from '../article/resolve-terms.ts'
import { claimedAddresses, mayClaimPath } from './address-claim.ts'
import { scheduleHold, undatedHold } from './hold.ts'
import { demandOwnIdentity, demandOwnSource, demandUnchanged } from './import-right.ts'

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
  undated: UndatedRule | 'single'
  /** Name of the source. */
  source: string
  rights: ImportRights
  /** Whether the origin of an earlier import still exists. Called only if the origin differs. */
  originExists(origin: string): boolean
  around: Lookup
}

/**
 * Decides what an import does to an article. An unchanged source changes nothing; a changed one revises the working
 * copy. With `publish` the result is published, unless the source does not show it to everyone now, or an editor
 * unpublished the article.
 *
 * @param current the article with the identity of the item, if there is one
 * @throws AppError `import-conflict` if another source that still exists has the same identity, unless `force`
 * @throws AppError `import-diverged` if editors changed the working copy since the last import, unless `force`
 */
export function decideImport(current: Article | undefined, item: ImportItem, context: Context): ImportDecision {
  const hold = scheduleHold(item, context.at) ?? undatedHold(current, item, context)
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

/** Ends a published article whose source now says that it has expired. That makes no edition. */
function withEnd(current: Article | undefined, decided: ArticleDecision, at: Instant): ArticleDecision {
  if (current?.status !== 'published' || decided.unchanged) return decided
  return { ...decided, ...decideEnd(decided.article, 'expired', at) }
}

function decide(current: Article | undefined, item: ImportItem, context: Context): ImportDecision {
  const wantsPublishing = context.publish && item.imported.status === 'publishable'
  if (!current) {
    if (!context.rights.publish) demandOwnIdentity(item, context.source)
    return create(item, context, wantsPublishing)
  }
  const mayPublish =
    wantsPublishing && (current.status === 'draft' || current.status === 'published' || wasWithdrawnWithFile(current))
  if (current.imported?.hash === item.hash) return publishUnchanged(current, context, mayPublish)
  if (!context.rights.publish) demandOwnSource(current, item, context.source)
  if (!context.force) demandUnchanged(current, item, context.originExists)
  demandUnscheduled(current, context.around, context.rights.publish)
  return revise(current, item, context, mayPublish)
}

/** Whether it was unpublished because its file was missing; see `withdrawMissing`. */
function wasWithdrawnWithFile({ status, imported, version }: Article): boolean {
  return status === 'unpublished' && imported?.hash === '' && imported.version === version
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

/** An unchanged source publishes what an earlier import left unpublished, but not later changes by editors. */
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
  // Whether a file name is the only one of its source is known at the end of the import.
  const exact = links.filter(key => !isFileNameKey(key))
  const linked = linkArticles(content, around.articlesByAddress(exact, source))
  return {
    content: linked,
    notes: [...notes, ...termNotes],
    open: linked === content ? links : openLinks(linked),
  }
}

/**
 * What an import records with an article: its source, and its addresses on the web, by which links to it are resolved.
 */
function importRecord(article: Article, item: ImportItem, openLinks: string[], { source, rights, around }: Context) {
  const { formerSlugs, paths } = item.imported.manuscript
  const { claims, notes } = claimedAddresses(article, item, { source, rights, around })
  // They are public immediately, because they redirect readers.
  const mayRedirect = rights.publish || article.status !== 'published'
  const given = { formerSlugs, paths: paths?.filter(path => mayClaimPath(path, rights)) }
  return { source: rawSource(item), ...(mayRedirect && given), addresses: claims, openLinks, notes }
}

/**
 * Whether the item is a line of an export of Offprint. Its links are kept, so that exporting it again gives the same
 * line.
 */
function isArchived({ imported: { manuscript } }: ImportItem): boolean {
  return manuscript.exported?.identity !== undefined
}

function rawSource({ importer, name, imported, rawHash }: ImportItem): RawSource {
  return { importer, name, mediaType: imported.raw.mediaType, bytes: imported.raw.bytes, hash: rawHash }
}
