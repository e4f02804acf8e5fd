import type { Article } from '../../../domain/article/article.ts'
import type { Edition } from '../../../domain/article/edition.ts'
import { publish } from '../../../domain/article/publish.ts'
import { isOpen } from '../../../domain/article/transition.ts'
import { withExpiry } from '../../../domain/content/content.ts'
import { type Id, isId } from '../../../domain/id.ts'
import { type Clock, now } from '../../../domain/instant.ts'
import type { Printer } from '../../../domain/print/print.ts'
import type { PreviewStore } from '../../../domain/store/preview-store.ts'
import { createArticleRows } from '../article/article.ts'
import { createEditionRows } from '../article/edition.ts'
import type { Connection } from '../database/connection.ts'
import { createSnapshot } from '../database/snapshot.ts'
import { createChangeRows } from '../log/change.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createNeighbourReader } from './neighbour.ts'
import { createPrintRows, headOf } from './print.ts'

/** Previews: prints that publishing would make. They are not stored. */
export function createPreviewStore(reader: Connection, printer: Printer, clock: Clock): PreviewStore {
  const articles = createArticleRows(reader)
  const editions = createEditionRows(reader)
  const prints = createPrintRows(reader)
  const changes = createChangeRows(reader)
  const neighbours = createNeighbourReader(reader)
  const resolveTerms = createTermResolver(reader)
  const snapshot = createSnapshot(reader)
  const slugOwner = reader.prepare<[string], Id>('SELECT article_id FROM slug WHERE slug = ?').pluck()
  const views = reader.prepare<[Id], number>('SELECT views FROM view_count WHERE article_id = ?').pluck()

  function find(ref: string): Article | undefined {
    const id = isId(ref) ? ref : slugOwner.get(ref)
    const found = id === undefined ? undefined : articles.byId(id)
    return found && isOpen(found) ? found : undefined
  }

  /** The edition to preview, with its current or next revision. */
  function wouldBe(article: Article, at: string): { edition: Edition; revision: number } {
    const next = publish(article, at, editions.corrections(article.id))
    if (next) return { edition: next.edition, revision: changes.last() + 1 }
    const shown = editions.edition(article.id, article.edition)
    const edition = { ...shown, content: withExpiry(shown.content, article.content.expiresAt) }
    return { edition, revision: prints.current(article.id)?.revision ?? changes.last() + 1 }
  }

  function print(article: Article) {
    const at = now(clock)
    const { edition: said, revision } = wouldBe(article, at)
    const edition = { ...said, content: resolveTerms(said.content) }
    const group = article.translationGroup
    const made = printer.print(edition, neighbours(edition.content, article.id, group), revision, group)
    return { ...headOf(made, at, ''), views: views.get(article.id) ?? 0, item: made.item, body: made.body }
  }

  return {
    async preview(ref) {
      return snapshot(() => {
        const article = find(ref)
        return article && print(article)
      })
    },
  }
}
