import t from 'tap'
import { importerSizeContract } from '../contract/importer.ts'
import { feedFamily } from '../importer/feed/family.ts'
import { ghostFamily } from '../importer/ghost/family.ts'
import { htmlFamily } from '../importer/html/family.ts'
import { markdownFamily } from '../importer/markdown/family.ts'
import { ndjsonFamily } from '../importer/ndjson/family.ts'
import { textFamily } from '../importer/text/family.ts'
import { wordpressFamily } from '../importer/wordpress/family.ts'

t.setTimeout(1_200_000)

const families = [feedFamily, ghostFamily, htmlFamily, markdownFamily, ndjsonFamily, textFamily, wordpressFamily]

for (const family of families) importerSizeContract(family)
