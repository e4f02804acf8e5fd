import { atom } from './atom.ts'
import type { Format } from './format.ts'
import { htmlPage } from './html.ts'
import { jsonFeed } from './json-feed.ts'
import { jsonLd } from './json-ld.ts'
import { llms } from './llms.ts'
import { llmsFull } from './llms-full.ts'
import { markdown } from './markdown.ts'
import { newsSitemap } from './news-sitemap.ts'
import { ninjs } from './ninjs.ts'
import { ninjsFeed } from './ninjs-feed.ts'
import type { Rendition } from './rendition.ts'
import { rss } from './rss.ts'
import { sitemap } from './sitemap.ts'
import { text } from './text.ts'

/** Formats of one article, besides the JSON of the API. */
export const renditions: readonly Rendition[] = [htmlPage, markdown, text, jsonLd, ninjs]

/** Feeds of all articles, and per category, tag, author and language. */
export const feeds: readonly Format[] = [rss, atom, jsonFeed, ninjsFeed]

/** Formats for crawlers. */
export const crawled: readonly Format[] = [sitemap, newsSitemap, llms, llmsFull]
