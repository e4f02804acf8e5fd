import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { ArticleDecision, Lookup } from '../store/article-store.ts'
import type { Article } from './article.ts'
import { demandOpen, stepped } from './transition.ts'

/** What a translation is chosen among. */
export type Choice = { id: Id; language: string }

/**
 * The best of an article and its translations for the languages that a reader wants, the best one first: each is met by
 * the same tag, else by what it is a part of (`de-AT` by `de`), else by any of that language (`de` by `de-CH`).
 * Undefined where none meets any.
 *
 * @see RFC 4647 section 3.4, whose lookup this is, and one step further
 */
export function chooseTranslation<One extends Choice>(
  wanted: readonly string[],
  among: readonly One[],
): One | undefined {
  for (const tag of wanted) {
    for (let range = tag; range !== ''; range = range.replace(/(?:^|-)[^-]*$/, '')) {
      const found = among.find(({ language }) => language === range)
      if (found) return found
    }
    const [primary] = tag.split('-', 1)
    const near = among.find(({ language }) => language.split('-', 1)[0] === primary)
    if (near) return near
  }
  return undefined
}

/**
 * The languages that `chooseTranslation` would take for those wanted, in its order of preference.
 *
 * @param known all languages there are
 */
export function acceptedLanguages(wanted: readonly string[], known: readonly string[]): string[] {
  const left = new Map(known.toSorted().map(language => [language, { id: language, language }]))
  const accepted: string[] = []
  for (const tag of wanted) {
    for (
      let next = chooseTranslation([tag], [...left.values()]);
      next;
      next = chooseTranslation([tag], [...left.values()])
    ) {
      accepted.push(next.language)
      left.delete(next.language)
    }
  }
  return accepted
}

/**
 * Makes an article a translation of those in a group. It is no part of what the article says: the public sees it at
 * once, and the working copy is as far ahead as before.
 *
 * @throws AppError `transition-refused` for an article that does not come back
 */
export function decideLink(current: Article, group: Id, at: Instant): ArticleDecision {
  demandOpen(current)
  if (current.translationGroup === group) return { unchanged: true }
  const article = { ...stepped(current, at), translationGroup: group }
  return { article, audit: { action: 'article.link', detail: { translationGroup: group } } }
}

/**
 * Ends that an article is a translation of others.
 *
 * @throws AppError `transition-refused` for an article that does not come back
 */
export function decideUnlink(current: Article, at: Instant): ArticleDecision {
  demandOpen(current)
  const { translationGroup, ...article } = stepped(current, at)
  if (translationGroup === undefined) return { unchanged: true }
  return { article, audit: { action: 'article.unlink', detail: { translationGroup } } }
}

/** An article was to become a translation of itself. */
export function sameArticle(): AppError {
  const detail = 'An article is no translation of itself.'
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/of', code: 'invalid', detail }],
  })
}

/**
 * Articles that are translations of each other have a language each, as working copies and as delivered: checked where
 * an article comes to others, or changes its language among them.
 *
 * @param current undefined = it is new
 * @param pointer what in the body of the request decides it, if anything does
 * @throws AppError `translation-taken`, naming the other one
 */
export function demandOwnLanguage(
  current: Article | undefined,
  next: Article,
  around: Pick<Lookup, 'translationIn'>,
  pointer?: string,
): void {
  const { translationGroup: group, content } = next
  if (group === undefined) return
  if (current?.translationGroup === group && current.content.language === content.language) return
  const other = around.translationIn(group, content.language, next.id)
  if (!other) return
  const detail = `Another translation is in the language "${other.language}": /v1/editorial/articles/${other.articleId}.`
  throw new AppError('translation-taken', detail, {
    faults: pointer === undefined ? [] : [{ location: 'body', pointer, code: 'invalid', detail }],
  })
}
