import type { ImportedArticle, ImportNote, ImportProblem, ParseOptions } from '../../importer.ts'
import type { Spool } from '../../source/spool.ts'
import { withoutDuplicates } from '../../source/without-duplicates.ts'
import { itemRanges } from '../../xml/range.ts'
import { readSpooledXml } from '../../xml/read-spooled.ts'
import { adapt } from './adapt.ts'
import { type Channel, readChannel } from './channel.ts'
import { readItem } from './item.ts'
import { indexLibrary, itemsIn } from './media-library.ts'
import { relatedTo } from './related.ts'
import { stateOf } from './state.ts'

/** Reads the articles of an export, one at a time. */
export async function* readWordpress(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  yield* readSpooledXml(input, options.encoding, (source, notes) => withoutDuplicates(articles(source, options, notes)))
}

/** Bytes of the head that are read, enough for authors and categories of the largest sites. */
const headLimit = 16 * 1024 * 1024

async function* articles(
  source: Spool,
  options: ParseOptions,
  fileNotes: ImportNote[],
): AsyncGenerator<ImportedArticle | ImportProblem> {
  const channel = await channelOf(source, fileNotes)
  const library = await indexLibrary(source, channel.namespaces)
  for (const [login, name] of library.guests) if (!channel.authors.has(login)) channel.authors.set(login, name)
  const leftOut = new Map<string, number>()
  const guids = new Map<string, number>()
  let waiting: ImportedArticle | undefined
  for await (const range of itemRanges(source, 'item')) {
    options.onProgress?.(range.start)
    const bytes = await source.read(range.start, range.end)
    for (const found of itemsIn(bytes, range, channel.namespaces)) {
      if (found.kind === 'problem') {
        yield found
        continue
      }
      const item = readItem(found.element)
      const state = stateOf(item, options.pages === true)
      if (state.kind === 'left-out') {
        if (state.what === 'guest-author') continue
        leftOut.set(state.what, (leftOut.get(state.what) ?? 0) + 1)
        continue
      }
      const { line } = found
      // What concerns the whole file is reported with its first article.
      const notes = [...fileNotes.splice(0), ...found.notes]
      const { restrictions } = state
      const article = await adapt(
        { item, line, notes, restrictions, related: await relatedTo(item, library) },
        channel,
        options,
        guids,
      )
      if (article.kind === 'article' && waiting) yield waiting
      if (article.kind === 'article') waiting = article
      else yield article
    }
  }
  yield* finish(waiting, leftOut)
}

async function channelOf(source: Spool, notes: ImportNote[]): Promise<Channel> {
  let end = source.size
  for await (const range of itemRanges(source, 'item')) {
    end = range.start
    break
  }
  return readChannel((await source.read(0, Math.min(end, headLimit))).toString('utf8'), notes)
}

/** Adds a note about other content to the last article. A file without articles is a problem. */
function* finish(
  last: ImportedArticle | undefined,
  leftOut: ReadonlyMap<string, number>,
): Generator<ImportedArticle | ImportProblem> {
  const counts = [...leftOut].map(([what, count]) => `${count} × ${what}`).join(', ')
  if (!last) {
    const detail = `The export has no posts${counts && `, only ${counts}`}.`
    yield { kind: 'problem', code: 'empty', detail }
    return
  }
  if (counts !== '') {
    const detail = `Not imported: ${counts}.`
    last.report.notes.push({ code: 'left-out', detail })
  }
  yield last
}
