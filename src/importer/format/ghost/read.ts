import type { ImportedArticle, ImportProblem, ParseOptions, ProblemCode } from '../../importer.ts'
import { parseJson } from '../../json/parse.ts'
import { type JsonRange, jsonRanges } from '../../json/range.ts'
import { isRecord } from '../../json/value.ts'
import type { Spool } from '../../source/spool.ts'
import { withoutDuplicates } from '../../source/without-duplicates.ts'
import { readSpooled } from '../../xml/read-spooled.ts'
import { adapt } from './adapt.ts'
import { readPost } from './post.ts'
import { addRow, noTables, type Tables } from './table.ts'

/** Reads the posts of an export, one at a time. */
export async function* readGhost(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  yield* readSpooled(input, source => withoutDuplicates(articles(source, options)))
}

/** Limit of a post, in bytes. */
const postLimit = 32 * 1024 * 1024

const tablePath = /^(?:db\/#\/)?(?:data\/(tags|users|posts_tags|posts_authors|posts_meta|settings)\/#|(meta))$/
const postPath = /^(?:db\/#\/)?data\/posts\/#$/

async function* articles(source: Spool, options: ParseOptions): AsyncGenerator<ImportedArticle | ImportProblem> {
  const tables = await readTables(source)
  let pages = 0
  let waiting: ImportedArticle | undefined
  for await (const range of jsonRanges(source, path => postPath.test(path))) {
    if ('start' in range) options.onProgress?.(range.start)
    if ('fault' in range) {
      const what = range.fault === 'cut-off' ? 'The file ends in the middle' : 'The brackets do not pair up'
      yield problem('malformed', `${what}; everything before it was read.`, range.line)
      continue
    }
    const row = range.end - range.start > postLimit ? 'too-large' : await readRow(source, range)
    if (!isRecord(row)) {
      yield row === 'too-large'
        ? problem('too-large', `The post is larger than ${postLimit / 1024 / 1024} MiB.`, range.line)
        : problem('malformed', 'The post is not valid JSON.', range.line)
      continue
    }
    const post = readPost(row, tables)
    if (post.isPage && options.pages !== true) {
      pages += 1
      continue
    }
    const article = await adapt(post, tables, range.line, options)
    if (article.kind === 'article' && waiting) yield waiting
    if (article.kind === 'article') waiting = article
    else yield article
  }
  yield* ending(waiting, pages)
}

async function readTables(source: Spool): Promise<Tables> {
  const tables = noTables()
  for await (const range of jsonRanges(source, path => tablePath.test(path))) {
    if ('fault' in range || range.end - range.start > postLimit) continue
    const [, table, meta] = tablePath.exec(range.path) ?? []
    addRow(tables, table ?? meta ?? '', await readRow(source, range))
  }
  return tables
}

/** Replaces the message of the parser, which repeats content of the file that can be secret. */
async function readRow(source: Spool, { start, end }: JsonRange): Promise<unknown> {
  const text = (await source.read(start, end)).toString('utf8')
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function* ending(last: ImportedArticle | undefined, pages: number): Generator<ImportedArticle | ImportProblem> {
  const left = `${pages} ${pages === 1 ? 'page' : 'pages'}`
  if (!last) yield problem('empty', `The export has no posts${pages > 0 ? `, only ${left}` : ''}.`)
  else if (pages > 0) last.report.notes.push({ code: 'left-out', detail: `Not imported: ${left}.` })
  if (last) yield last
}

function problem(code: ProblemCode, detail: string, line?: number): ImportProblem {
  return { kind: 'problem', code, detail, ...(line !== undefined && { place: { line } }) }
}
