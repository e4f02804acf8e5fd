import type { Article } from '../../../domain/article/article.ts'
import type { Edition } from '../../../domain/article/edition.ts'
import { publish } from '../../../domain/article/publish.ts'
import { isOpen } from '../../../domain/article/transition.ts'
import { withExpiry } from '../../../domain/content/content.ts'
import { isId } from '../../../domain/id.ts'
import { type Clock, now } from '../../../domain/instant.ts'
import type { Printer } from '../../../domain/print/print.ts'
import type { PreviewStore } from '../../../domain/store/preview-store.ts'
import { slug } from '../../schema/address.ts'
import { viewCount } from '../../schema/view.ts'
import { createArticleRows } from '../article/article.ts'
import { createEditionRows } from '../article/edition.ts'
import type { Connection } from '../database/connection.ts'
import { snapshots } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'
import { createChangeRows } from '../log/change.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createNeighbourReader } from './neighbour.ts'
import { createPrintRows } from './print.ts'
import { headOf } from './print-row.ts'

/** Previews: the prints that publishing would create. They are not stored. */
export function createPreviewStore(reader: Connection, printer: Printer, clock: Clock): PreviewStore {
  const articles = createArticleRows(reader)
  const editions = createEditionRows(reader)
  const prints = createPrintRows(reader)
  const changes = createChangeRows(reader)
  const neighbours = createNeighbourReader(reader)
  const resolveTerms = createTermResolver(reader)
  const slugOwner = prepared(reader.db.select({ id: slug.article_id }).from(slug).where(equals(slug.slug, 'slug')))
  const views = prepared(reader.db.select().from(viewCount).where(equals(viewCount.article_id, 'id')))

  function* find(ref: string): Routine<Article | undefined> {
    const id = isId(ref) ? ref : (yield* slugOwner.get({ slug: ref }))?.id
    const found = id === undefined ? undefined : yield* articles.byId(id)
    return found && isOpen(found) ? found : undefined
  }

  /** The edition to preview, with its current or next revision. */
  function* editionToPreview(article: Article, at: string): Routine<{ edition: Edition; revision: number }> {
    const next = publish(article, at, yield* editions.corrections(article.id))
    if (next) return { edition: next.edition, revision: (yield* changes.last()) + 1 }
    const shown = yield* editions.edition(article.id, article.edition)
    const edition = { ...shown, content: withExpiry(shown.content, article.content.expiresAt) }
    return { edition, revision: (yield* prints.current(article.id))?.revision ?? (yield* changes.last()) + 1 }
  }

  function* print(article: Article) {
    const at = now(clock)
    const { edition: stated, revision } = yield* editionToPreview(article, at)
    const edition = { ...stated, content: yield* resolveTerms(stated.content) }
    const group = article.translationGroup
    const printed = printer.print(edition, yield* neighbours(edition.content, article.id, group), revision, group)
    return {
      ...headOf(printed, at, ''),
      views: (yield* views.get({ id: article.id }))?.views ?? 0,
      item: printed.item,
      body: printed.body,
    }
  }

  return snapshots<PreviewStore>(reader, {
    *preview(ref) {
      const article = yield* find(ref)
      return article && (yield* print(article))
    },
  })
}
