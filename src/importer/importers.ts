import { feedImporter } from './feed/feed.ts'
import { ghostImporter } from './ghost/ghost.ts'
import { htmlImporter } from './html/html.ts'
import type { Importer } from './importer.ts'
import { markdownImporter } from './markdown/markdown.ts'
import { ndjsonImporter } from './ndjson/ndjson.ts'
import { textImporter } from './text/text.ts'
import { wordpressImporter } from './wordpress/wordpress.ts'

/** Every importer, from the most particular kind of source to the most general. */
export const importers: readonly [Importer, ...Importer[]] = [
  ghostImporter,
  wordpressImporter,
  feedImporter,
  ndjsonImporter,
  markdownImporter,
  htmlImporter,
  textImporter,
]
