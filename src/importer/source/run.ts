import { createHash } from 'node:crypto'
import { AppError } from '../../domain/error.ts'
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
  /** SHA-256 in hex over raw source and options. An import with the same hash changes nothing. */
  hash: string
  /** SHA-256 in hex of the raw source. */
  rawHash: string
}

/** A source, or an item of it, that could not be read. */
export type ItemProblem = { name: string; externalId: string; problem: ImportProblem }

export type ReadOptions = Omit<ParseOptions, 'name'> & {
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
    if (!(error instanceof AppError)) throw error
    const { name } = source
    const problem = { kind: 'problem', code: 'unreadable', detail: error.message } as const
    yield { name, externalId: `${options.source}:${name}`, problem }
  }
}

async function* readItems(
  source: Source,
  { source: sourceName, ...options }: ReadOptions,
  choose: Choose,
): AsyncIterable<ImportItem | ItemProblem> {
  const { name, origin } = source
  const path = `${sourceName}:${name}`
  const chunks = source.open()[Symbol.asyncIterator]()
  const head = await readHead(chunks)
  const importer = choose(head)
  for await (const item of importer.parse(withHead(head, chunks), {
    ...options,
    base: baseOf(options.base, name),
    name,
  })) {
    if (item.kind === 'problem') {
      yield { name, externalId: path, problem: item }
      continue
    }
    const { externalId, id } = identityOf(item, sourceName, path)
    const rawHash = sha256(item.raw.bytes)
    const hash = sha256(item.raw.bytes, JSON.stringify([importer.name, options]))
    yield { name, externalId, id, origin, importer: importer.name, imported: item, hash, rawHash }
  }
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
