import { feedImporter } from './format/feed/feed.ts'
import { ghostImporter } from './format/ghost/ghost.ts'
import { htmlImporter } from './format/html/html.ts'
import { markdownImporter } from './format/markdown/markdown.ts'
import { ndjsonImporter } from './format/ndjson/ndjson.ts'
import { textImporter } from './format/text/text.ts'
import { wordpressImporter } from './format/wordpress/wordpress.ts'
import type { Importer } from './importer.ts'

/** Every importer, from specific to general formats. */
export const importers: readonly [Importer, ...Importer[]] = [
  ghostImporter,
  wordpressImporter,
  feedImporter,
  ndjsonImporter,
  markdownImporter,
  htmlImporter,
  textImporter,
]
