import { asBuffer } from '../../../domain/buffer.ts'
import { namesIn, readValue } from '../../../domain/input/finding.ts'
import { clean, tooDeep } from '../../../domain/text/json.ts'
import { withCleanText } from '../../blocks/clean-text.ts'
import { translationName } from '../../fact/translation.ts'
import type { ImportedArticle, ImportProblem, ParseOptions, ProblemCode } from '../../importer.ts'
import { hasTooManyValues, parseJson } from '../../json/parse.ts'
import { jsonRanges } from '../../json/range.ts'
import { isRecord } from '../../json/value.ts'
import { contentIdentity } from '../../source/content-identity.ts'
import { headProblem } from '../../source/head-problem.ts'
import { spool } from '../../source/spool.ts'
import { withoutDuplicates } from '../../source/without-duplicates.ts'
import { adapt } from './adapt.ts'
import { type ArticleLine, articleLine } from './line.ts'
import { type Line, readLines } from './lines.ts'

/** Reads the articles of a source, one at a time. */
export async function* readNdjson(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  const { head, all } = await peek(input)
  const start = textOf(head).trimStart()
  const wrong = headProblem(head)
  if (wrong) yield wrong
  else yield* withoutDuplicates(isDocument(start) ? fromDocument(all, options) : fromLines(all, options))
}

const names = namesIn('The article')

/** Limit of an article, in bytes. */
const itemLimit = 32 * 1024 * 1024

type Item = { text: string; bytes: Buffer; line: number }

/** Bytes that are examined to detect NDJSON. */
const peekLength = 64 * 1024

async function peek(input: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const chunks = input[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let length = 0
  while (length < peekLength) {
    const next = await chunks.next()
    if (next.done) break
    read.push(next.value)
    length += next.value.length
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* read
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    } finally {
      await chunks.return?.()
    }
  }
  return { head: Buffer.concat(read), all: all() }
}

/** Whether a source is a list, a response of the API, or an article over several lines, not NDJSON. */
function isDocument(start: string): boolean {
  const [line = ''] = start.split('\n', 1)
  return (
    /^\[/.test(line) || /^\{\s*"(?:items|articles)"\s*:\s*\[/.test(start) || /^\{\s*$|[,[{:]\s*$/.test(line.trimEnd())
  )
}

async function* fromLines(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  let read = 0
  for await (const line of readLines(input, itemLimit)) {
    options.onProgress?.(read)
    read += (line.bytes?.byteLength ?? 0) + 1
    yield* fromLine(line, options)
  }
}

async function* fromLine(
  { bytes, number }: Line,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  if (!bytes) yield problem('too-large', `The line is longer than ${itemLimit / 1024 / 1024} MiB.`, number)
  else {
    const text = textOf(bytes)
    if (text.trim() !== '') yield* article({ text, bytes, line: number }, options)
  }
}

/** Reads a list, an article over several lines, or a response of the API with a list. */
async function* fromDocument(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  const source = await spool(input)
  try {
    const isList = /^\s*\[/.test(textOf(await source.read(0, 1024)))
    const holds = isList ? '#' : await listPath(source)
    let isEmpty = true
    for await (const range of jsonRanges(source, path => path === holds)) {
      isEmpty = false
      if ('start' in range) options.onProgress?.(range.start)
      if ('fault' in range) {
        const what = range.fault === 'cut-off' ? 'The text ends in the middle' : 'The brackets do not pair up'
        yield problem('malformed', `${what}; everything before it was read.`, range.line)
      } else if (range.end - range.start > itemLimit) {
        yield problem('too-large', `The article is larger than ${itemLimit / 1024 / 1024} MiB.`, range.line)
      } else {
        const bytes = await source.read(range.start, range.end)
        yield* article({ text: textOf(bytes), bytes, line: range.line }, options)
      }
    }
    if (isEmpty) yield noArticles()
  } finally {
    await source.close()
  }
}

async function listPath(source: Parameters<typeof jsonRanges>[0]): Promise<string> {
  for await (const range of jsonRanges(source, path => path === 'items/#' || path === 'articles/#')) {
    return 'path' in range ? range.path : ''
  }
  return ''
}

async function* article(
  { text, bytes, line }: Item,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  if (hasTooManyValues(text))
    return yield problem('too-large', 'The article holds more values than any can need.', line)
  const value = parsed(text)
  if (value === undefined) return yield problem('malformed', 'This is not valid JSON.', line)
  if (isToken(value)) return
  if (isEmptyList(value)) return yield noArticles()
  const deep = tooDeep(value)
  if (deep !== undefined)
    return yield problem('malformed', `The article is nested too deep at ${deep.slice(0, 80)}.`, line)
  const read = readValue(articleLine, withCleanText(clean(value)), names)
  if ('findings' in read) {
    const faults = read.findings.slice(0, 3).map(({ detail }) => detail)
    return yield problem('malformed', `This is not an article in Offprint's form. ${faults.join(' ')}`, line)
  }
  const { manuscript, status, notes } = await adapt(read.value, options)
  const { workingCopy, id, slug } = read.value
  yield {
    kind: 'article',
    manuscript,
    externalId: workingCopy?.externalId ?? id ?? slug ?? contentIdentity(JSON.stringify(read.value)),
    translations: translationsOf(read.value),
    status,
    report: { notes, consumed: [] },
    raw: { mediaType: 'application/json', bytes },
  }
}

/** The name that a line states, and the ids that it shares with its translations. */
function translationsOf({ id, metadata }: ArticleLine): string[] {
  const others = (metadata?.translations ?? []).flatMap(one => one.id ?? [])
  const names = others.length === 0 || id === undefined ? others : [id, ...others]
  const key = metadata?.translationKey
  return [...(key === undefined ? [] : [`key ${key}`]), ...names].map(translationName)
}

/** Whether a value is a response of the API without articles. */
function isEmptyList(value: unknown): boolean {
  if (!isRecord(value)) return false
  return [value['items'], value['articles']].some(list => Array.isArray(list) && list.length === 0)
}

/** Whether a line is the last line of an export, with the sync token. */
function isToken(value: unknown): boolean {
  return isRecord(value) && typeof value['token'] === 'string' && !Object.hasOwn(value, 'title')
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function textOf(bytes: Uint8Array): string {
  return asBuffer(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
}

function noArticles(): ImportProblem {
  return problem('empty', 'The list has no articles.')
}

function problem(code: ProblemCode, detail: string, line?: number): ImportProblem {
  return { kind: 'problem', code, detail, ...(line !== undefined && { place: { line } }) }
}
