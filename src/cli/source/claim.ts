import { open } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { headBytes } from '../../importer/detect.ts'
import { frontMatterBlock } from '../../importer/fact/front-matter-block.ts'
import { htmlImporter } from '../../importer/format/html/html.ts'
import { markdownImporter } from '../../importer/format/markdown/markdown.ts'
import { textImporter } from '../../importer/format/text/text.ts'
import type { Importer } from '../../importer/importer.ts'
import { startsAsPage } from '../../importer/tree/page-start.ts'
import { pageHead, sitePageKind } from './site-page.ts'

/** Importers whose file extensions are sufficient evidence: almost all such files are written for people. */
const prose: readonly Importer[] = [markdownImporter, htmlImporter, textImporter]

/** What a file of a folder is: an article or several, nothing that an importer reads, or a page of a site that is not an article. */
export type Claim = 'article' | 'none' | { sitePage: string }

/**
 * Whether a file in a folder is an article or contains articles. Prose is recognised by its extension, except licenses and
 * files for machines such as robots.txt. A collection is recognised by its content. A file without an extension is an
 * article only if it begins with front matter or a document type.
 */
export async function claimOf(file: string, importers: readonly Importer[]): Promise<Claim> {
  const extension = extname(file).toLowerCase()
  if (prose.some(importer => importer.extensions.includes(extension))) {
    if (forMachines.test(basename(file))) return 'none'
    const start = text(await head(file, pageHead))
    if (isLicense(start.slice(0, 2048))) return 'none'
    const sitePage = sitePageKind(file, start)
    return sitePage === undefined ? 'article' : { sitePage }
  }
  const start = await head(file, 512)
  if (!maybeText(start)) return 'none'
  const whole = await head(file, headBytes)
  const collections = importers.filter(importer => !prose.includes(importer))
  if (collections.some(importer => importer.sniff(whole))) return 'article'
  return extension === '' && (hasFrontMatter(text(whole)) || startsAsPage(text(whole))) ? 'article' : 'none'
}

const forMachines = /^(?:robots|humans|ads|app-ads|security|requirements|CMakeLists|llms|llms-full)\.txt$/i

/** Whether a file begins with front matter between delimiters. JSON objects are mostly settings. */
function hasFrontMatter(start: string): boolean {
  return /^\s*(?:---|\+\+\+|;;;)/.test(start) && frontMatterBlock(start.replace(/\r\n?/g, '\n'), false) !== undefined
}

/** The first line of common licenses. */
const license =
  /^[\s#*=_-]*(?:the )?(?:MIT License|(?:un)?licen[sc]e$|Apache License|BSD [\w-]+ License|ISC License|Boost Software License|Mozilla Public License|Eclipse Public License|GNU (?:\w+ )?General Public License|CC0 1\.0|Creative Commons (?:Legal Code|Attribution)|Attribution[\w -]* \d\.\d International|Copyright (?:\(c\)|©) )/i
const grant =
  /Permission is hereby granted|Redistribution and use in source|public domain|Licensed under|TERMS AND CONDITIONS|\blicen[sc]e/i

function isLicense(start: string): boolean {
  const [line = ''] = start.trimStart().split(/\r?\n/, 1)
  return license.test(line.trimEnd()) && grant.test(start.slice(line.length))
}

/** Collections begin with a bracket, front matter with its delimiter. */
function maybeText(start: Buffer): boolean {
  return !start.includes(0)
    ? /^[\xef\xbb\xbf\s]*(?:[<[{]|---|\+\+\+|;;;)/.test(start.toString('latin1'))
    : isUtf16(start)
}

function isUtf16(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
}

function text(bytes: Buffer): string {
  return bytes.toString('utf8')
}

/** The first bytes of a file; empty if it cannot be read. */
async function head(file: string, length: number): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch {
    return Buffer.alloc(0)
  }
}
