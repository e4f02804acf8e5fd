import { createHash } from 'node:crypto'
import { AppError, isTemporary } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { headBytes } from '../detect.ts'
import type { ImportedArticle, Importer, ImportProblem, ParseOptions } from '../importer.ts'

/** A source of articles, such as a file or an upload. */
export type Source = {
  /** Path relative to the folder or upload, with `/`. */
  name: string
  /** Real path or URL. */
  origin: string
  /** Size, if it is known. */
  bytes?: number | undefined
  /** Declared media type in lower case, without parameters; absent = detect by content. */
  mediaType?: string | undefined
  /** @throws AppError `input-unreadable` during reading */
  open(): AsyncIterable<Uint8Array>
}

/** One article that was read and can be stored. */
export type ImportItem = {
  /** Path within the source. */
  name: string
  externalId: string
  /** Id of an article that was exported without an external id. It is the identity then. */
  id?: Id | undefined
  /** Real path or URL that it was read from. */
  origin: string
  importer: string
  imported: ImportedArticle
  /** Whether its source has no other item. Only known for an article without a date. */
  isOnly: boolean
  /** SHA-256 in hex over raw source and options. An import with the same hash changes nothing. */
  hash: string
  /** SHA-256 in hex of the raw source. */
  rawHash: string
}

/** A source, or an item of it, that could not be read. */
export type ItemProblem = { name: string; externalId: string; problem: ImportProblem }

/** Size of the source of an item. */
export function bytesOf(entry: ImportItem | ItemProblem): number {
  return 'imported' in entry ? entry.imported.raw.bytes.length : 0
}

export type ReadOptions = Omit<ParseOptions, 'name'> & {
  /** Whether each item is passed on before the next one is read, so that no item is lost if the next one ends the process. */
  isCareful?: boolean | undefined
  /** Name of the collection that the sources belong to, the first part of their identity. */
  source: string
}

type Choose = (head: Uint8Array) => Importer

/**
 * Reads a source. A source that cannot be opened or read yields one problem.
 *
 * @param choose picks the importer by the first 64 KiB
 */
export async function* readSource(
  source: Source,
  options: ReadOptions,
  choose: Choose,
): AsyncIterable<ImportItem | ItemProblem> {
  try {
    yield* readItems(source, options, choose)
  } catch (error) {
    if (!(error instanceof AppError) || isTemporary(error)) throw error
    const { name } = source
    const problem = { kind: 'problem', code: 'unreadable', detail: error.message } as const
    yield { name, externalId: `${options.source}:${name}`, problem }
  }
}

async function* readItems(
  source: Source,
  { source: sourceName, isCareful = false, ...options }: ReadOptions,
  choose: Choose,
): AsyncIterable<ImportItem | ItemProblem> {
  const { name, origin } = source
  const path = `${sourceName}:${name}`
  const chunks = source.open()[Symbol.asyncIterator]()
  const head = await readHead(chunks)
  const importer = choose(head)
  const parsed = importer.parse(withHead(head, chunks), { ...options, base: baseOf(options.base, name), name })
  for await (const [item, isOnly] of isCareful ? markSeveral(parsed) : markOnly(parsed)) {
    if (item.kind === 'problem') {
      yield { name, externalId: path, problem: item }
      continue
    }
    const { externalId, id } = identityOf(item, sourceName, path)
    const rawHash = sha256(item.raw.bytes)
    const hash = sha256(item.raw.bytes, JSON.stringify([importer.name, options]))
    yield { name, externalId, id, origin, importer: importer.name, imported: item, isOnly, hash, rawHash }
  }
}

/**
 * Marks each item with whether it is the only one. A first article without a date waits until another item or the end is read, also
 * if reading then fails. All other items pass at once.
 */
async function* markOnly(
  items: AsyncIterable<ImportedArticle | ImportProblem>,
): AsyncIterable<[ImportedArticle | ImportProblem, boolean]> {
  let isFirst = true
  let waiting: ImportedArticle | undefined
  try {
    for await (const item of items) {
      const previous = waiting
      waiting = undefined
      if (previous) yield [previous, false]
      if (isFirst && item.kind === 'article' && item.manuscript.publishedAt === undefined) waiting = item
      else yield [item, false]
      isFirst = false
    }
  } catch (error) {
    if (waiting) yield [waiting, false]
    throw error
  }
  if (waiting) yield [waiting, true]
}

/** Marks each item as not the only one. */
async function* markSeveral<Item>(items: AsyncIterable<Item>): AsyncIterable<[Item, boolean]> {
  for await (const item of items) yield [item, false]
}

/** The address of a file below the base, so that `./image.png` resolves to its neighbour. */
function baseOf(base: string | undefined, name: string): string | undefined {
  if (base === undefined) return undefined
  const path = name.split('/').map(encodeURIComponent).join('/')
  return URL.parse(path, base.endsWith('/') ? base : `${base}/`)?.href
}

/** An export of Offprint keeps its own identity. Other identities are unique within their source only. */
function identityOf(
  { externalId, manuscript: { exported } }: ImportedArticle,
  source: string,
  path: string,
): Pick<ImportItem, 'externalId' | 'id'> {
  const own = exported?.identity
  if (own?.externalId !== undefined) return { externalId: own.externalId }
  if (own && exported.id !== undefined) return { externalId: exported.id, id: exported.id }
  return { externalId: externalId === undefined ? path : `${source}:${externalId}` }
}

/** Reads at least the first 64 KiB, or the whole source if it is shorter. */
async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const read: Uint8Array[] = []
  let length = 0
  while (length < headBytes) {
    const next = await chunks.next()
    if (next.done) break
    read.push(next.value)
    length += next.value.length
  }
  return Buffer.concat(read, length)
}

async function* withHead(head: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield head
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
}

function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
