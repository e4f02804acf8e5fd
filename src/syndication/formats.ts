import { htmlPage } from './article/html.ts'
import { jsonLd } from './article/json-ld.ts'
import { markdown } from './article/markdown.ts'
import { ninjs } from './article/ninjs.ts'
import type { Rendition } from './article/rendition.ts'
import { text } from './article/text.ts'
import { atom } from './feed/atom.ts'
import { jsonFeed } from './feed/json-feed.ts'
import { ninjsFeed } from './feed/ninjs-feed.ts'
import { rss } from './feed/rss.ts'
import type { Format } from './format.ts'

/** Formats of one article, besides the JSON of the API. */
export const renditions: readonly Rendition[] = [htmlPage, markdown, text, jsonLd, ninjs]

/** Feeds of all articles, and per category, tag, author and language. */
export const feeds: readonly Format[] = [rss, atom, jsonFeed, ninjsFeed]
