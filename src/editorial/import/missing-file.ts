import { isAhead } from '../../domain/article/article.ts'
import { isExpired, publishAs } from '../../domain/article/publish.ts'
import { decideEnd } from '../../domain/article/transition.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { ImportedFrom } from '../../domain/store/import-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { freeSlug, slugify } from '../../domain/text/slug.ts'
import type { ImportItem } from '../../importer/source/run.ts'

type Deps = { store: Pick<Store, 'writeArticles'>; clock: Clock; actor: string }

/** Articles that are delivered, or not yet, though the file of a folder that they were read from is there no more. */
export async function missingFiles(
  source: string,
  isGone: (origin: string) => boolean,
  store: Pick<Store, 'importedFrom'>,
): Promise<ImportedFrom[]> {
  const found: ImportedFrom[] = []
  const prefix = `${source}:`
  for (let after: string | undefined; ; ) {
    const page = await store.importedFrom({ prefix, limit: 500, after })
    found.push(...page.filter(({ status, origin }) => (status === 'published' || status === 'draft') && isGone(origin)))
    after = page.at(-1)?.externalId
    if (after === undefined) return found
  }
}

/**
 * Takes articles back whose files are gone. They come back with their files: what editors took back does not. One that
 * editors changed since its last import stays.
 *
 * @returns those that were taken back
 */
export async function withdrawMissing(
  gone: readonly ImportedFrom[],
  { store, clock, actor }: Deps,
): Promise<ImportedFrom[]> {
  const at = now(clock)
  const taken: ImportedFrom[] = []
  // Few at a time, so that no write holds the lock for long.
  for (let from = 0; from < gone.length; from += 20) {
    const part = gone.slice(from, from + 20)
    const written = await store.writeArticles(
      part.map(({ id }) => ({
        target: { id },
        decide(current) {
          if (current?.status !== 'published' || current.imported?.version !== current.version)
            return { unchanged: true }
          const decided = decideEnd(current, 'unpublished', at)
          const { article } = decided
          return {
            ...decided,
            article: { ...article, imported: { ...current.imported, hash: '', version: article.version } },
          }
        },
      })),
      { at, actor },
    )
    taken.push(...part.filter((_, index) => written[index]?.ok && written[index]?.unchanged === false))
  }
  return taken
}

/**
 * Tells the store that a file has another name now: the article keeps its id, and its old slug leads to a new one where
 * that follows from the name. The next import of the file reads it anew.
 */
export async function rename(from: ImportedFrom, item: ImportItem, { store, clock, actor }: Deps): Promise<boolean> {
  const at = now(clock)
  const { slug: wanted, language } = item.imported.manuscript
  const [written] = await store.writeArticles(
    [
      {
        target: { id: from.id },
        decide(current, around) {
          if (!current?.imported || current.imported.version !== current.version) return { unchanged: true }
          const owner = (slug: string) => around.slugOwner(slug, current.id)?.language
          const slug = slugify(wanted ?? '')
          const content =
            slug === '' ? current.content : { ...current.content, slug: freeSlug(slug, language, current.id, owner) }
          const version = current.version + 1
          const imported = { origin: item.origin, hash: '', version }
          const article = { ...current, externalId: item.externalId, version, content, imported, modifiedAt: at }
          const audit = { action: 'article.import', detail: { renamedFrom: from.externalId } }
          const isPublic = current.status === 'published' && !isAhead(current) && !isExpired(current, at)
          return isPublic ? { ...publishAs(article, at, around.corrections(current.id)), audit } : { article, audit }
        },
      },
    ],
    { at, actor },
  )
  return written?.ok === true && !written.unchanged
}
