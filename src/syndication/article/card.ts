import type { Site } from '../../domain/address/site.ts'
import { html, type Markup, rawText } from '../../render/markup.ts'
import { type AnyArticle, entryUrl } from '../entry.ts'
import { pageStyle } from './page-style.ts'

/**
 * An article as a card for other sites: title, summary and the requested number of takeaways. It needs no styles or
 * scripts of the embedding page, and its links open outside the frame.
 */
export function card(article: AnyArticle, site: Site, takeaways = Number.POSITIVE_INFINITY): Markup {
  const { title, summary, metadata, keyTakeaways = [] } = article
  const href = entryUrl(article)
  const shown = keyTakeaways.slice(0, takeaways)
  return html(
    'blockquote',
    { class: 'offprint-card', cite: href, lang: metadata.language, dir: metadata.direction },
    html('p', {}, html('a', { href, target: '_top' }, html('strong', {}, title))),
    summary ? html('p', {}, summary) : undefined,
    shown.length > 0
      ? html(
          'ul',
          {},
          shown.map(takeaway => html('li', {}, takeaway.text)),
        )
      : undefined,
    html('p', {}, html('a', { href: site.homeUrl ?? site.publicUrl, target: '_top' }, site.title)),
  )
}

/** The card as a document of its own, for a frame. Serve it with `cardPolicy`: any site may frame it. */
export function cardPage(article: AnyArticle, site: Site): string {
  const { language, direction } = article.metadata
  const head = html(
    'head',
    {},
    html('meta', { charset: 'utf-8' }),
    html('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    html('title', {}, article.title),
    html('link', { rel: 'canonical', href: entryUrl(article) }),
    html('meta', { name: 'robots', content: 'noindex' }),
    rawText('style', {}, pageStyle),
  )
  const document = html('html', { lang: language, dir: direction }, head, html('body', {}, card(article, site)))
  return `<!doctype html>\n${document.markup}\n`
}
