import type { Id } from '../../../domain/id.ts'
import type { Filter } from '../../../domain/page/query.ts'
import type { DeliveredArticleItem } from '../../../domain/print/delivered.ts'
import type { TitleTokens } from '../../../domain/search/document.ts'
import {
  type Comparable,
  comparedWords,
  distinctiveWords,
  type Reason,
  rankRelated,
} from '../../../domain/search/related.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { type TermKind, termKinds } from '../../../domain/term/term.ts'
import type { DeliveryStore, PrintWithBody } from '../delivery.ts'
import type { Pause } from '../time-slice.ts'

/** The newest articles of a term, or with a word, that are compared. */
const perTerm = 40
const perWord = 20
/** Terms and words of an article by which others are searched, the rarest of each kind. */
const maxTerms = { tag: 8, author: 3, category: 1 } as const
const maxWords = 8
/** Words of an article that are counted, and up to how many articles. */
const countedWords = 24
const maxCounted = 5000

export type RelatedPrint = { print: StoredPrint; why: Reason[] }

/**
 * The articles most related to an article. Never itself or its translations.
 *
 * @param languages those of the articles (BCP 47)
 */
export async function relatedArticles(
  store: DeliveryStore,
  article: PrintWithBody,
  { languages, limit, pause }: { languages: string[]; limit: number; pause: Pause },
): Promise<RelatedPrint[]> {
  const own = itemOf(article)
  const filter: Filter = { language: languages }
  const articles = await store.count({})
  const found = new Map<Id, StoredPrint>()
  const add = (prints: readonly StoredPrint[]) => {
    for (const print of prints) found.set(print.articleId, print)
  }

  const terms = new Map<Id, number>()
  for (const kind of termKinds) {
    const counted: { slug: string; articles: number }[] = []
    for (const { id, slug } of termsOf(own, kind)) {
      const term = await store.term(kind, slug)
      if (term?.kind !== 'term') continue
      terms.set(id, term.term.articles)
      counted.push({ slug, articles: term.term.articles })
    }
    const rarest = counted.sort((a, b) => a.articles - b.articles).slice(0, maxTerms[kind])
    for (const { slug } of rarest) {
      const page = await store.list(
        { filter: { ...filter, [kind]: [slug] }, sort: '-publishedAt', limit: perTerm },
        false,
      )
      add(page.prints)
      await pause()
    }
  }

  const { isComplete } = await store.searchState()
  const words = isComplete ? wordsIn(await store.titleTokens([article.articleId]), article.articleId) : []
  const carriers = new Map<string, number>()
  for (const word of words.slice(0, countedWords)) {
    carriers.set(word, await store.countMatches(matchOf(word), {}, maxCounted))
    await pause()
  }
  const searched = distinctiveWords(carriers, articles, maxWords)
  for (const word of searched) {
    const matches = await store.matches(matchOf(word), filter, { order: 'newest', limit: perWord })
    const unknown = matches.map(({ articleId }) => articleId).filter(id => !found.has(id))
    add(await store.listByIds(unknown, false))
    await pause()
  }

  found.delete(article.articleId)
  for (const { id } of own.metadata.translations) found.delete(id)
  const tokens = await store.titleTokens([...found.keys()])
  const candidates: (Comparable & { print: StoredPrint })[] = []
  for (const print of found.values()) {
    await pause()
    candidates.push({ ...comparable(itemOf(print), wordsIn(tokens, print.articleId)), print })
  }
  const ranked = rankRelated(comparable(own, words), candidates, {
    articles,
    terms,
    words: new Map(searched.map(word => [word, carriers.get(word) ?? 1])),
  })
  return ranked.slice(0, limit).map(({ candidate, why }) => ({ print: candidate.print, why }))
}

function matchOf(word: string) {
  const fields = ['title', 'keyTakeaway'] as const
  return { all: [fields.map(field => ({ tokens: [word], field }))], none: [] }
}

function wordsIn(tokens: ReadonlyMap<Id, TitleTokens>, id: Id): string[] {
  const fields = tokens.get(id)
  return fields ? comparedWords(fields) : []
}

function itemOf({ item }: StoredPrint): DeliveredArticleItem {
  return JSON.parse(Buffer.from(item).toString())
}

function termsOf(
  { metadata }: DeliveredArticleItem,
  kind: TermKind,
): readonly { id: Id; slug: string; name: string }[] {
  if (kind === 'tag') return metadata.tags
  if (kind === 'author') return metadata.authors
  return metadata.category ? [metadata.category] : []
}

function comparable(item: DeliveredArticleItem, words: readonly string[]): Comparable {
  const terms = termKinds.flatMap(kind => termsOf(item, kind).map(({ id, name }) => ({ kind, id, name })))
  return { id: item.id, publishedAt: item.metadata.publishedAt, terms, words }
}
