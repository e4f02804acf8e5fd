import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { AppError } from '../../domain/error.ts'
import type { Importer } from '../../importer/importer.ts'
import { fileSource, reasonOf } from '../../importer/source/file-source.ts'
import { isPublicName, isPublicPath } from '../../importer/source/folder-path.ts'
import type { Source } from '../../importer/source/run.ts'
import type { IsOwnFile } from '../../store/own-file.ts'
import { type Claim, claimOf } from './claim.ts'
import { generatorFolders, isGeneratorRoot } from './site-page.ts'

/** The files of one path from the command line, and the name of the source they belong to. */
export type SourceFiles = {
  source: string
  /** Real path of the folder. */
  root: string
  files: Source[]
  /** Files that no importer supports. */
  skipped: string[]
  /** Files and folders of a site that are not articles. */
  sitePages: SitePage[]
  /** Whether the path is a folder. */
  isFolder: boolean
  /** Public address of the files, if known. */
  base?: string
}

/** `kind` says what it is. The name of a folder ends with a slash. */
export type SitePage = { name: string; kind: string }

/** Cached claims, so that unchanged files are not opened again. */
export type Claims = Map<string, { stamp: string; claim: Claim }>

/**
 * The sources at a path. A file is always a source. A folder gives all files below it that contain articles (see
 * `claimOf`), ordered by path, without hidden files and without links that lead out of the folder.
 *
 * @param isOwn whether a file or folder belongs to the store: it is skipped, and never opened
 * @throws AppError `input-unreadable`
 */
export async function findSources(
  path: string,
  importers: readonly Importer[],
  isOwn: IsOwnFile,
  claims: Claims = new Map(),
): Promise<SourceFiles> {
  const real = await realpath(path).catch(cause => {
    throw new AppError('input-unreadable', `${path} cannot be read: ${reasonOf(cause)}.`, { cause })
  })
  const entry = await stat(real)
  if (isOwn(entry)) throw new AppError('input-unreadable', `${path} is a database file of Offprint. Name another file.`)
  if (!entry.isDirectory())
    return {
      source: basename(dirname(real)),
      root: dirname(real),
      files: [source(dirname(real), real, entry.size)],
      skipped: [],
      sitePages: [],
      isFolder: false,
    }
  const sitePages: SitePage[] = []
  const found = await walk(real, { root: real, isOwn, seen: new Set(), sitePages }).catch(cause => {
    throw new AppError('input-unreadable', `${path} cannot be read: ${reasonOf(cause)}.`, { cause })
  })
  const files: Source[] = []
  const skipped: string[] = []
  for (const { path: file, stamp, bytes } of found) {
    const known = claims.get(file)
    const claim = known?.stamp === stamp ? known.claim : await claimOf(file, importers)
    claims.set(file, { stamp, claim })
    const name = slashed(relative(real, file))
    if (claim === 'article') files.push(source(real, file, bytes))
    else if (claim === 'none') skipped.push(name)
    else sitePages.push({ name, kind: claim.sitePage })
  }
  return { source: basename(real), root: real, files, skipped, sitePages, isFolder: true }
}

function source(root: string, file: string, bytes: number): Source {
  return fileSource({ name: slashed(relative(root, file)), origin: file, bytes })
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}

type Found = { path: string; stamp: string; bytes: number }

/** Folders of site generators and archives that contain no articles. */
const machinery = new Set(['_layouts', '_includes', '_sass', '_data', '_site', '__MACOSX'])

/** Whether a file is missing from a folder: removed, or now a link that leads out of the folder. */
export function isGoneFrom(root: string, origin: string): boolean {
  return origin.startsWith(root + sep) && !isPublicPath(root, origin, machinery)
}

type Walk = { root: string; isOwn: IsOwnFile; seen: Set<string>; sitePages: SitePage[] }

/** All files below a folder. A folder that links reach twice is walked once. */
async function walk(folder: string, within: Walk): Promise<Found[]> {
  const { root, isOwn, seen, sitePages } = within
  const real = await realpath(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const files: Found[] = []
  const entries = await readdir(folder, { withFileTypes: true })
  const isSite = isGeneratorRoot(entries.map(entry => entry.name))
  for (const { name, isLink } of entries
    .map(entry => ({ name: entry.name, isLink: entry.isSymbolicLink() }))
    .sort(byName)) {
    if (!isPublicName(name, machinery)) continue
    const path = join(folder, name)
    if (isLink && !isPublicPath(root, path, machinery)) continue
    const entry = await stat(path).catch(() => undefined)
    if (entry && isOwn(entry)) continue
    if (entry?.isDirectory() && isSite && generatorFolders.has(name))
      sitePages.push({ name: `${slashed(relative(root, path))}/`, kind: 'a folder of the site generator' })
    else if (entry?.isDirectory()) files.push(...(await walk(path, within)))
    else if (entry?.isFile())
      files.push({ path, stamp: `${entry.size} ${entry.mtimeMs} ${entry.ino}`, bytes: entry.size })
  }
  return files
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}
