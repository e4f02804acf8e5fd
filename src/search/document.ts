import { blocksText } from '../domain/body/word-count.ts'
import type { DeliveredArticle } from '../domain/print/delivered.ts'
import type { SearchDocument, SearchField, Suggestion } from '../domain/search/document.ts'
import type { Analyser } from './analyser.ts'

/** Lengths of words that can be the correction of a misspelt word. */
const correctable = { least: 4, most: 40 }

/** The text that is indexed, for a key that changes whenever the document would change. */
export function indexedText({ title, summary, metadata, keyTakeaways, sections }: DeliveredArticle): string {
  const { language, publishedDate, category, tags, authors } = metadata
  return JSON.stringify([
    language,
    publishedDate,
    title,
    summary ?? '',
    keyTakeaways.map(({ text }) => text),
    [category ? [category] : [], authors, tags].map(terms => terms.map(({ id, name }) => [id, name])),
    // The hash of a section is a hash of its heading and its blocks.
    sections.map(({ anchor, hash }) => [anchor, hash]),
  ])
}

/** The units of text of each field. */
export function fieldTexts(article: DeliveredArticle): Record<SearchField, readonly string[]> {
  const { title, summary, metadata, keyTakeaways, sections } = article
  return {
    title: [title],
    keyTakeaway: keyTakeaways.map(({ text }) => text),
    heading: sections.map(({ heading }) => heading ?? ''),
    summary: [summary ?? ''],
    author: metadata.authors.map(({ name }) => name),
    category: metadata.category ? [metadata.category.name] : [],
    tag: metadata.tags.map(({ name }) => name),
    body: sections.map(({ blocks }) => blocksText(blocks)),
  }
}

export function searchDocument(article: DeliveredArticle, analyser: Analyser): SearchDocument {
  const { language } = article.metadata
  const words = new Set<string>()
  const unit = (text: string) => {
    const found: string[] = []
    const stems = new Set<string>()
    for (const token of analyser.tokens(text, language)) {
      found.push(token.text)
      if (token.stem !== undefined) stems.add(`=${token.stem}`)
      if (isCorrectable(token.text)) words.add(token.text)
    }
    return [...found, ...stems].join(' ')
  }
  const tokensOf = (units: readonly string[]) => units.map(unit).join(' _ ')
  const texts = fieldTexts(article)
  return {
    fields: {
      title: tokensOf(texts.title),
      keyTakeaway: tokensOf(texts.keyTakeaway),
      heading: tokensOf(texts.heading),
      summary: tokensOf(texts.summary),
      author: tokensOf(texts.author),
      category: tokensOf(texts.category),
      tag: tokensOf(texts.tag),
      body: tokensOf(texts.body),
    },
    words: [...words],
    suggestions: suggestionsOf(article, analyser),
  }
}

function suggestionsOf({ title, metadata, sections }: DeliveredArticle, analyser: Analyser): Suggestion[] {
  const { language, category, tags, authors } = metadata
  const suggestion = (kind: Suggestion['kind'], text: string, ref: string): Suggestion => ({
    kind,
    text,
    ref,
    tokens: [...new Set(analyser.tokens(text, language).map(token => token.text))],
  })
  return [
    suggestion('title', title, ''),
    ...sections.flatMap(({ heading, anchor }) => (heading ? suggestion('heading', heading, anchor) : [])),
    ...(category ? [suggestion('category', category.name, category.id)] : []),
    ...tags.map(({ id, name }) => suggestion('tag', name, id)),
    ...authors.map(({ id, name }) => suggestion('author', name, id)),
  ].filter(({ tokens }) => tokens.length > 0)
}

function isCorrectable(word: string): boolean {
  return word.length >= correctable.least && word.length <= correctable.most && !/[\d+#]/.test(word)
}
