import { htmlImporter } from './html/html.ts'
import type { Importer } from './importer.ts'
import { markdownImporter } from './markdown/markdown.ts'
import { textImporter } from './text/text.ts'

/** Every importer, from the most particular kind of source to the most general. */
export const importers: readonly [Importer, ...Importer[]] = [markdownImporter, htmlImporter, textImporter]
