import { isAhead } from '../../domain/article/article.ts'
import { isExpired, publishAs } from '../../domain/article/publish.ts'
import { decideEnd } from '../../domain/article/transition.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { ImportedFrom } from '../../domain/store/import/import-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { freeSlug, slugify } from '../../domain/text/slug.ts'
import type { ImportItem } from '../../importer/source/run.ts'

type Deps = { store: Pick<Store, 'writeArticles'>; clock: Clock; actor: string }

/** Drafts and published articles whose files are missing from the folder of their import. */
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
 * Unpublishes articles whose files are missing. They are published again when their files return, unlike articles that
 * editors unpublished. An article that editors changed since its last import stays published.
 *
 * @returns the unpublished articles
 */
export async function withdrawMissing(
  gone: readonly ImportedFrom[],
  { store, clock, actor }: Deps,
): Promise<ImportedFrom[]> {
  const at = now(clock)
  const taken: ImportedFrom[] = []
  // In small batches, so that no write holds the lock for long.
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
 * Gives an article the identity of its renamed file. It keeps its id. If its slug is made from the file name, the old
 * slug redirects to the new one. The next import reads the file again.
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
