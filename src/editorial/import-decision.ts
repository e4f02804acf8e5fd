import { addressKey } from '../domain/address-key.ts'
import { type Article, isAhead } from '../domain/article.ts'
import { compose } from '../domain/compose.ts'
import type { Content } from '../domain/content.ts'
import { AppError } from '../domain/error.ts'
import type { Id, NewId } from '../domain/id.ts'
import type { Instant } from '../domain/instant.ts'
import { linkArticles, openLinks } from '../domain/link.ts'
import { type Published, publish, publishAs } from '../domain/publish.ts'
import type { Around, Decided, DecisionNote, RawSource } from '../domain/store/article-store.ts'
import { decideEnd, demandUnscheduled } from '../domain/transition.ts'
import { draftNote } from '../importer/fact/restriction.ts'
import type { ImportNote } from '../importer/importer.ts'
import type { ImportItem } from '../importer/run.ts'
import { resolveTerms } from './resolve-terms.ts'

export type ImportDecision = {
  decided: Decided
  result: 'created' | 'revised' | 'unchanged'
  published: boolean
  notes: DecisionNote[]
}

type Context = {
  at: Instant
  newId: NewId
  publish: boolean
  mayPublish: boolean
  force: boolean
  /** Whether a place that an earlier import read from still holds something. Asked only where the place differs. */
  originExists(origin: string): boolean
  around: Around
}

/**
 * What an import does to an article. The same source again changes nothing; a changed one revises the working copy; with
 * `publish` the public sees it, unless the source does not show it now or an editor took the article back.
 *
 * @param now the article with the item's identity, if there is one
 * @throws AppError `import-conflict` when another source that still exists has the same identity, unless `force`
 * @throws AppError `import-diverged` when editors changed the working copy since the last import, unless `force`
 */
export function decideImport(now: Article | undefined, item: ImportItem, context: Context): ImportDecision {
  const hold = holdOf(item, context.at)
  const decision = decide(now, item, { ...context, publish: context.publish && !hold })
  if (!hold && item.imported.status === 'publishable') return decision
  const isOver = hold?.code === 'expired' && context.publish
  const decided = isOver ? withEnd(now, decision.decided, context.at) : decision.decided
  const isPublic = now?.status === 'published' && !(isOver && !decided.unchanged)
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

/** Why an article that its source shows may not be delivered now. An export of Offprint says itself what was public. */
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
function withEnd(now: Article | undefined, decided: Decided, at: Instant): Decided {
  if (now?.status !== 'published' || decided.unchanged) return decided
  return { ...decided, ...decideEnd(decided.article, 'expired', at) }
}

function decide(now: Article | undefined, item: ImportItem, context: Context): ImportDecision {
  const wantsPublishing = context.publish && item.imported.status === 'publishable'
  if (!now) return create(item, context, wantsPublishing)
  const mayPublish = wantsPublishing && (now.status === 'draft' || now.status === 'published' || wentWithItsFile(now))
  if (now.imported?.hash === item.hash) return publishOnly(now, context, mayPublish)
  if (!context.force) refuseOverwrite(now, item, context)
  demandUnscheduled(now, context.around, context.mayPublish)
  return revise(now, item, context, mayPublish)
}

/** Whether it was taken back because its file was gone; see `takeBack`. */
function wentWithItsFile({ status, imported, version }: Article): boolean {
  return status === 'unpublished' && imported?.hash === '' && imported.version === version
}

function refuseOverwrite({ content, imported, version }: Article, item: ImportItem, context: Context): void {
  if (imported && imported.origin !== item.origin && context.originExists(imported.origin)) {
    throw new AppError(
      'import-conflict',
      `"${item.externalId}" is "${content.title}", imported from ${imported.origin}. Name this source with --source, or replace the article with --force.`,
    )
  }
  if (version !== imported?.version) {
    throw new AppError(
      'import-diverged',
      `"${content.title}" was edited after its last import. Put the source in its place with --force.`,
    )
  }
}

function create(item: ImportItem, context: Context, publishing: boolean): ImportDecision {
  const { at, newId, around } = context
  const { exported } = item.imported.manuscript
  const isUsed = exported?.id !== undefined && around.wasUsed(exported.id)
  if (isUsed && item.id !== undefined) {
    const detail = `The id ${item.id} was the one of an article that was erased. Take it out of the line, or state an external id.`
    throw new AppError('import-conflict', detail)
  }
  const articleId = exported?.id === undefined || isUsed ? newId() : exported.id
  const { content, notes: composeNotes, open } = composed(articleId, undefined, item, context)
  const article: Article = {
    id: articleId,
    version: 1,
    ...(item.id === undefined && { externalId: item.externalId }),
    translationGroup: exported?.translationGroup,
    content,
    status: 'draft',
    edition: 0,
    imported: { hash: item.hash, version: 1, origin: item.origin },
    createdAt: at,
    modifiedAt: at,
  }
  const { manuscript } = item.imported
  const notes = isUsed
    ? [
        ...composeNotes,
        { code: 'id-used', detail: `Another article has or had the id ${exported.id}; this one got a new id.` },
      ]
    : composeNotes
  const more = {
    ...leftBehind(content, item, open),
    views: manuscript.views,
    audit: { action: 'article.import' },
  }
  const decided = publishing ? { ...publishFirst(article, item, at), ...more } : { article, ...more }
  return { decided, result: 'created', published: publishing, notes }
}

/** An export of Offprint goes on counting where it stood, with its corrections and the date of its last change. */
function publishFirst(article: Article, { imported: { manuscript } }: ImportItem, at: Instant): Published {
  const { exported, updatedAt } = manuscript
  if (!exported?.identity) return publishAs(article, at)
  const edition = Math.max(1, exported.edition ?? 1) - 1
  const published = publishAs({ ...article, edition }, at, exported.corrections)
  return { ...published, edition: { ...published.edition, updatedAt: updatedAt ?? published.edition.updatedAt } }
}

function revise(now: Article, item: ImportItem, context: Context, publishing: boolean): ImportDecision {
  const { at, around } = context
  const { content, notes, open } = composed(now.id, now.content, item, context)
  const version = now.version + 1
  const imported = { hash: item.hash, version, origin: item.origin }
  const article: Article = { ...now, version, content, imported, modifiedAt: at }
  const more = { ...leftBehind(content, item, open), audit: { action: 'article.import' } }
  const decided = publishing ? { ...publishAs(article, at, around.corrections(now.id)), ...more } : { article, ...more }
  return { decided, result: 'revised', published: publishing, notes }
}

/** An unchanged source publishes what an earlier import of it left unpublished, and nothing that editors wrote since. */
function publishOnly(now: Article, { at, around }: Context, publishing: boolean): ImportDecision {
  const untouched = now.imported?.version === now.version
  const published = publishing && untouched && isAhead(now) ? publish(now, at, around.corrections(now.id)) : undefined
  if (!published) return { decided: { unchanged: true }, result: 'unchanged', published: false, notes: [] }
  const decided = { ...published, audit: { action: 'article.publish' } }
  return { decided, result: 'unchanged', published: true, notes: [] }
}

function composed(
  articleId: Id,
  previous: Content | undefined,
  item: ImportItem,
  { mayPublish, around, newId }: Context,
): { content: Content; notes: DecisionNote[]; open: string[] } {
  const owner = (slug: string) => around.slugOwner(slug, articleId)?.language
  const { manuscript } = item.imported
  const { resolved, notes: termNotes } = resolveTerms(manuscript, mayPublish, around)
  const { content, notes } = compose(manuscript, resolved, { articleId, previous, owner, newId })
  const links = isArchived(item) ? [] : openLinks(content)
  const articles = around.addressed(links)
  return {
    content: linkArticles(content, articles),
    notes: [...notes, ...termNotes],
    open: links.filter(link => !articles.has(link)),
  }
}

/** What an import keeps beside the article: its source, and where it stands on the web, for those that link to it. */
function leftBehind(content: Content, item: ImportItem, openLinks: string[]) {
  const { manuscript, addresses = [] } = item.imported
  const { formerSlugs, paths = [] } = manuscript
  const own = [...addresses, ...paths, ...(content.canonicalUrl === undefined ? [] : [content.canonicalUrl])]
  const keys = own.map(addressKey).filter(key => key !== undefined)
  return {
    source: rawSource(item),
    formerSlugs,
    paths,
    addresses: [...new Set(keys)],
    openLinks,
  }
}

/** Whether it is a line of an export of Offprint: its links are what they were, so that it can be exported as it came. */
function isArchived({ imported: { manuscript } }: ImportItem): boolean {
  return manuscript.exported?.identity !== undefined
}

function rawSource({ importer, name, imported, rawHash }: ImportItem): RawSource {
  return { importer, name, mediaType: imported.raw.mediaType, bytes: imported.raw.bytes, hash: rawHash }
}
