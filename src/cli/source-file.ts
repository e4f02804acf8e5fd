import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { AppError } from '../domain/error.ts'
import type { Importer } from '../importer/importer.ts'
import type { Source } from '../importer/run.ts'

/** The files of one path from the command line, and the name of the source they belong to. */
export type SourceFiles = {
  source: string
  /** Real path of the folder. */
  root: string
  files: Source[]
  skipped: string[]
}

/**
 * The sources at a path. A file stands for itself, whatever its name; of a folder, all files below it whose extension an
 * importer claims, in order of their paths, without hidden ones.
 *
 * @throws AppError `input-unreadable`
 */
export async function findSources(path: string, importers: readonly Importer[]): Promise<SourceFiles> {
  const real = await realpath(path).catch(cause => {
    throw new AppError('input-unreadable', `${path} cannot be read: ${reason(cause)}.`, { cause })
  })
  const entry = await stat(real)
  if (!entry.isDirectory())
    return { source: basename(dirname(real)), root: dirname(real), files: [source(dirname(real), real)], skipped: [] }
  const extensions = new Set(importers.flatMap(importer => importer.extensions))
  const found = await walk(real, new Set()).catch(cause => {
    throw new AppError('input-unreadable', `${path} cannot be read: ${reason(cause)}.`, { cause })
  })
  const claimed = (file: string) => extensions.has(extname(file).toLowerCase())
  return {
    source: basename(real),
    root: real,
    files: found.filter(claimed).map(file => source(real, file)),
    skipped: found.filter(file => !claimed(file)).map(file => slashed(relative(real, file))),
  }
}

function source(root: string, file: string): Source {
  return { name: slashed(relative(root, file)), origin: file, open: () => read(file) }
}

async function* read(file: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(file)
  } catch (cause) {
    throw new AppError('input-unreadable', `${file} cannot be read: ${reason(cause)}.`, { cause })
  }
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}

/** All files below a folder; a folder reached twice through links is walked once. */
async function walk(folder: string, seen: Set<string>): Promise<string[]> {
  const real = await realpath(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const files: string[] = []
  const names = await readdir(folder)
  for (const name of names.sort()) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const path = join(folder, name)
    const entry = await stat(path).catch(() => undefined)
    if (entry?.isDirectory()) files.push(...(await walk(path, seen)))
    else if (entry?.isFile()) files.push(path)
  }
  return files
}

const reasons: Record<string, string> = {
  ENOENT: 'there is nothing of that name',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? (code || String(cause))
}
