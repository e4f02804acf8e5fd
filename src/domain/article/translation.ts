import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { ArticleDecision, Lookup } from '../store/article/article-store.ts'
import type { Article } from './article.ts'
import { demandOpen, stepped } from './transition.ts'

/** The members by which a translation is chosen. */
export type Choice = { id: Id; language: string }

/**
 * Chooses among an article and its translations by the preferred languages, best first. Each language is matched by the
 * same tag, else by a broader one (`de-AT` by `de`), else by any variant of the language (`de` by `de-CH`). Undefined
 * if none matches.
 *
 * @see RFC 4647 section 3.4 (lookup), extended by the last step
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
 * The languages that `chooseTranslation` accepts for the preferred ones, in order of preference.
 *
 * @param known all existing languages
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
 * Adds an article to a translation group. The group is not part of the content: the change is public immediately, and
 * the article has no more unpublished changes than before.
 *
 * @throws AppError `transition-refused` for a deleted or withdrawn article
 */
export function decideLink(current: Article, group: Id, at: Instant): ArticleDecision {
  demandOpen(current)
  if (current.translationGroup === group) return { unchanged: true }
  const article = { ...stepped(current, at), translationGroup: group }
  return { article, audit: { action: 'article.link', detail: { translationGroup: group } } }
}

/**
 * Removes an article from its translation group.
 *
 * @throws AppError `transition-refused` for a deleted or withdrawn article
 */
export function decideUnlink(current: Article, at: Instant): ArticleDecision {
  demandOpen(current)
  const { translationGroup, ...article } = stepped(current, at)
  if (translationGroup === undefined) return { unchanged: true }
  return { article, audit: { action: 'article.unlink', detail: { translationGroup } } }
}

/** The error for linking an article to itself. */
export function sameArticle(): AppError {
  const detail = 'An article is not a translation of itself.'
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/of', code: 'invalid', detail }],
  })
}

/**
 * Checks that the articles of a translation group have different languages, both as working copies and as delivered.
 * Call it when an article joins a group or changes its language.
 *
 * @param current undefined = a new article
 * @param pointer the member of the request body that sets the language, if any
 * @throws AppError `translation-taken`, naming the other article
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
