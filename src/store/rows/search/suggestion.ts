import type { Id } from '../../../domain/id.ts'
import type { Suggestion } from '../../../domain/search/document.ts'
import { printTerm } from '../../schema/print.ts'
import { searchSuggestion as table, searchSuggestionWord as wordTable } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, notExists, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { prepared } from '../database/statement.ts'

/** The titles, headings and terms that the search suggests. */
export type SuggestionRows = {
  add(articleId: Id, suggestions: readonly Suggestion[]): Routine<void>
  /** Removes those of an article, and those of its terms that no print has any more. */
  remove(articleId: Id, termIds: readonly Id[]): Routine<void>
}

type SuggestionRow = Pick<typeof table.$inferSelect, 'id' | 'owner' | 'text' | 'tokens'>

/** Characters of a word that are stored. Entries of an index of PostgreSQL have at most 2.7 kB. */
const storedLength = 500

/** Statements take all rows at once, because PostgreSQL waits for each of them. */
export function createSuggestionRows({ db, syntax }: Connection): SuggestionRows {
  const member = <Type>(name: string) => sql<Type>`${syntax.jsonMember(sql`element.value`, name)}`
  const numberMember = (name: string) => sql<number>`CAST(${member(name)} AS bigint)`
  const lastId = prepared(db.select({ id: sql<number | null>`max(${table.id})` }).from(table))
  const add = prepared(
    db.insert(table).select(
      db
        .select({
          id: numberMember('id').as('id'),
          kind: member<SuggestionKind>('kind').as('kind'),
          owner: member<string>('owner').as('owner'),
          anchor: member<string>('anchor').as('anchor'),
          text: member<string>('text').as('text'),
          tokens: member<string>('tokens').as('tokens'),
        })
        .from(syntax.elements('rows')),
    ),
  )
  const addWords = prepared(
    db
      .insert(wordTable)
      .select(
        db
          .select({ word: member<string>('word').as('word'), suggestion: numberMember('suggestion').as('suggestion') })
          .from(syntax.elements('words')),
      ),
  )
  const columns = { id: table.id, owner: table.owner, text: table.text, tokens: table.tokens }
  const isOwned = syntax.isAnyOf(table.owner, 'owners')
  const ofOwners = prepared(db.select(columns).from(table).where(isOwned))
  const carried = db.select({ one: sql`1` }).from(printTerm).where(eq(printTerm.term_id, table.owner))
  const ofUnusedTerms = prepared(
    db
      .select(columns)
      .from(table)
      .where(and(isOwned, notExists(carried))),
  )
  const wordsToRemove = db
    .select({ word: member<string>('word').as('word'), suggestion: numberMember('suggestion').as('suggestion') })
    .from(syntax.elements('words'))
  const removeWords = prepared(
    db.delete(wordTable).where(sql`(${wordTable.word}, ${wordTable.suggestion}) IN ${wordsToRemove}`),
  )
  const removedIds = db.select({ id: sql`CAST(element.value AS bigint)`.as('id') }).from(syntax.elements('ids'))
  const removeIds = prepared(db.delete(table).where(sql`${table.id} IN ${removedIds}`))

  function* removeRows(rows: readonly SuggestionRow[]): Routine<void> {
    if (rows.length === 0) return
    const words = rows.flatMap(({ id, tokens }) => removedWords(id, tokens.split(' ')))
    yield* removeWords.run({ words: JSON.stringify(words) })
    yield* removeIds.run({ ids: JSON.stringify(rows.map(({ id }) => id)) })
  }

  function* ownedBy(owners: readonly Id[]): Routine<SuggestionRow[]> {
    return owners.length === 0 ? [] : yield* ofOwners.all({ owners: JSON.stringify(owners) })
  }

  return {
    *add(articleId, suggestions) {
      const ofTerms = new Map(suggestions.flatMap(one => (isOfArticle(one) ? [] : [[one.ref, one] as const])))
      const known = yield* ownedBy([...ofTerms.keys()])
      const renamed = known.filter(({ owner, text }) => text !== ofTerms.get(owner)?.text)
      yield* removeRows(renamed)
      for (const { owner } of known.filter(row => !renamed.includes(row))) ofTerms.delete(owner)
      const added = [
        ...suggestions.filter(isOfArticle).map(one => ({ ...one, owner: articleId, anchor: one.ref })),
        ...[...ofTerms.values()].map(one => ({ ...one, owner: one.ref, anchor: '' })),
      ]
      if (added.length === 0) return
      const next = ((yield* lastId.get())?.id ?? 0) + 1
      const rows = added.map(({ kind, owner, anchor, text, tokens }, index) => {
        return { id: next + index, kind, owner, anchor, text, tokens: tokens.join(' ') }
      })
      const words = added.flatMap(({ tokens }, index) => wordRows(next + index, tokens))
      yield* add.run({ rows: JSON.stringify(rows) })
      yield* addWords.run({ words: JSON.stringify(words) })
    },
    *remove(articleId, termIds) {
      const unused = termIds.length === 0 ? [] : yield* ofUnusedTerms.all({ owners: JSON.stringify(termIds) })
      yield* removeRows([...(yield* ownedBy([articleId])), ...unused])
    },
  }
}

type SuggestionKind = (typeof table.$inferSelect)['kind']

function isOfArticle({ kind }: Pick<Suggestion, 'kind'>): boolean {
  return kind === 'title' || kind === 'heading'
}

/** The words, and the first one and two letters of the first word: short inputs find beginnings only. */
function wordRows(suggestion: number, tokens: readonly string[]): { word: string; suggestion: number }[] {
  const [first = ''] = tokens
  const letters = [...first].slice(0, 2)
  const words = tokens.map(token => (token.length > storedLength ? [...token].slice(0, storedLength).join('') : token))
  return [...new Set([...words, `^${letters[0] ?? ''}`, `^${letters.join('')}`])].map(word => ({ word, suggestion }))
}

/** Files of earlier versions have long words as a whole. */
function removedWords(suggestion: number, tokens: readonly string[]): { word: string; suggestion: number }[] {
  const long = tokens.filter(token => token.length > storedLength)
  return [...wordRows(suggestion, tokens), ...long.map(word => ({ word, suggestion }))]
}
