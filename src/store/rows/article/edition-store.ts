import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { EditionStore, ListedEdition } from '../../../domain/store/article/edition-store.ts'
import { edition as table } from '../../schema/edition.ts'
import type { Connection } from '../database/connection.ts'
import { type Damage, isPrintDamaged } from '../database/damage.ts'
import { and, asc, desc, gt, lt, sql } from '../database/drizzle.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { reads } from '../database/port.ts'
import { each, type Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { present } from '../database/value.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createEditionRows } from './edition.ts'

type BareRow = Omit<typeof table.$inferSelect, 'content'>
type ListedEditionRow = BareRow & { slug: string; title: string; language: string }

/** Before and after every number. */
const [lowest, highest] = [0, Number.MAX_SAFE_INTEGER]

/** Reads editions. */
export function createEditionStore(reader: Connection, damage: Damage): EditionStore {
  const rows = createEditionRows(reader)
  const resolveTerms = createTermResolver(reader)
  const columns = {
    article_id: table.article_id,
    number: table.number,
    at: table.at,
    published_at: table.published_at,
    updated_at: table.updated_at,
    version: table.version,
    actor: table.actor,
    on_behalf_of: table.on_behalf_of,
  }
  const member = (name: 'slug' | 'title' | 'language') => reader.syntax.jsonMember(table.content, name)
  const members = { slug: member('slug'), title: member('title'), language: member('language') }
  const pages = (isBeyond: typeof gt, order: typeof asc) => {
    const where = and(equals(table.article_id, 'articleId'), isBeyond(table.number, bound('from')))
    const [ordered, limit] = [order(table.number), sql.placeholder('limit')]
    const select = { ...columns, ...members }
    return {
      listed: prepared(reader.db.select(select).from(table).where(where).orderBy(ordered).limit(limit)),
      bare: prepared(reader.db.select(columns).from(table).where(where).orderBy(ordered).limit(limit)),
    }
  }
  const older = pages(lt, desc)
  const newer = pages(gt, asc)

  /** Reads the members from the complete content; without members if it is damaged. */
  function* withMembers(row: BareRow): Routine<ListedEditionRow | BareRow> {
    try {
      const { slug, title, language } = (yield* rows.edition(row.article_id, row.number)).content
      return { ...row, slug, title, language }
    } catch (error) {
      if (!isPrintDamaged(error)) throw error
      damage.report(row.article_id, error)
      return row
    }
  }

  /** One content that is no JSON fails the query of the whole page: then each content is read by itself. */
  function* page(articleId: Id, { from, backwards, limit }: PageRead<number>): Routine<(ListedEditionRow | BareRow)[]> {
    const { listed, bare } = backwards ? newer : older
    const values = { articleId, from: from ?? (backwards ? lowest : highest), limit }
    try {
      return yield* listed.all(values)
    } catch (error) {
      if (!reader.isDamagedData(error)) throw error
      return yield* each(yield* bare.all(values), withMembers)
    }
  }

  return reads<EditionStore>(reader, {
    *editions(articleId, query) {
      const { rows: found, ...ends } = yield* readPage(
        query,
        read => page(articleId, read),
        row => row.number,
      )
      const notes = new Map((yield* rows.corrections(articleId)).map(note => [note.edition, note]))
      const editions = found.filter(isReadable).map((row): ListedEdition => {
        const correction = notes.get(row.number)
        return { ...listedOf(row), ...(correction && { correction }) }
      })
      return { editions, ...ends }
    },
    *edition(articleId, number) {
      const edition = yield* rows.find(articleId, number)
      return edition && { ...edition, content: yield* resolveTerms(edition.content) }
    },
  })
}

function isReadable(row: ListedEditionRow | BareRow): row is ListedEditionRow {
  return 'slug' in row
}

function listedOf({
  article_id,
  number,
  at,
  published_at,
  updated_at,
  version,
  actor,
  on_behalf_of,
  slug,
  title,
  language,
}: ListedEditionRow): ListedEdition {
  return {
    articleId: article_id,
    number,
    at: instantAt(at),
    publishedAt: instantAt(published_at),
    updatedAt: instantAt(updated_at),
    version,
    ...present({ actor, onBehalfOf: on_behalf_of }),
    slug,
    title,
    language,
  }
}
