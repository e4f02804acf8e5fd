import type { DeliveredKeyTakeaway } from '../../domain/body/key-takeaway.ts'
import type { Correction } from '../../domain/content/correction.ts'
import type { Instant } from '../../domain/instant.ts'
import { dayOf } from '../../domain/instant.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../../domain/print/delivered.ts'
import { type HtmlSetting, htmlSetting } from '../../render/html-setting.ts'
import { imageHtml } from '../../render/image-html.ts'
import { inlineHtml } from '../../render/inline-html.ts'
import { type Labels, labelsFor } from '../../render/label.ts'
import { type Child, html, join } from '../../render/markup.ts'
import { footnotesHtml, sectionsHtml } from '../../render/section-html.ts'

/**
 * The content of an article below its title and summary, for embedding in another document: no ids, absolute URLs.
 * Undefined if the item has no sections.
 */
export function contentHtml(article: DeliveredArticle | DeliveredArticleItem, timeZone: string): string | undefined {
  const { sections, keyTakeaways = [], footnotes = [], metadata } = article
  if (!sections) return undefined
  const labels = labelsFor(metadata.language)
  const setting = htmlSetting({
    footnotes,
    language: metadata.language,
    page: { canonicalUrl: metadata.canonicalUrl, slug: article.slug },
  })
  const image = metadata.image && imageHtml(metadata.image, setting)
  const content = join(
    image,
    takeawaysHtml(keyTakeaways, labels, setting),
    sectionsHtml(sections, setting),
    footnotesHtml(footnotes, labels.footnotes, setting),
    correctionsHtml(metadata.corrections, labels, timeZone),
  ).markup
  return metadata.direction === 'rtl' ? html('div', { dir: 'rtl' }, { markup: content }).markup : content
}

/** The takeaways in a box; empty without takeaways. */
export function takeawaysHtml(takeaways: readonly DeliveredKeyTakeaway[], labels: Labels, setting: HtmlSetting): Child {
  if (takeaways.length === 0) return undefined
  const items = takeaways.map(takeaway => html('li', {}, inlineHtml(takeaway.content, setting)))
  return html('aside', { class: 'takeaways' }, html('h2', {}, labels.keyTakeaways), html('ul', {}, items))
}

/** The corrections, newest first. */
export function correctionsHtml(corrections: readonly Correction[], labels: Labels, timeZone: string): Child {
  if (corrections.length === 0) return undefined
  const items = newestFirst(corrections).map(({ at, note }) =>
    html('li', {}, html('time', { datetime: at }, dayOf(at, timeZone)), ': ', note),
  )
  return html('section', { class: 'corrections' }, html('h2', {}, labels.corrections), html('ul', {}, items))
}

/** A sorted copy; the sort is stable. */
export function newestFirst<One extends { at: Instant }>(dated: readonly One[]): One[] {
  return [...dated].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
