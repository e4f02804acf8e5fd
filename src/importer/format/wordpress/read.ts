import type { ImportedArticle, ImportProblem, ParseOptions } from '../../importer.ts'
import { distinct } from '../../source/distinct.ts'
import type { Spool } from '../../source/spool.ts'
import { itemRanges } from '../../xml/range.ts'
import { spooledXml } from '../../xml/spooled.ts'
import { adapt } from './adapt.ts'
import { type Channel, readChannel } from './channel.ts'
import { readItem } from './item.ts'
import { indexLibrary, itemsIn } from './library.ts'
import { relatedTo } from './related.ts'
import { stateOf } from './state.ts'

/** The articles of an export, one after the other. */
export async function* readWordpress(
  input: AsyncIterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ImportedArticle | ImportProblem> {
  yield* spooledXml(input, options.encoding, source => distinct(articles(source, options)))
}

/** Bytes of the head that are looked at: authors and categories of the largest sites fit in. */
const headLimit = 16 * 1024 * 1024

async function* articles(source: Spool, options: ParseOptions): AsyncGenerator<ImportedArticle | ImportProblem> {
  const channel = await channelOf(source)
  const library = await indexLibrary(source, channel.namespaces)
  const leftOut = new Map<string, number>()
  let waiting: ImportedArticle | undefined
  for await (const range of itemRanges(source, 'item')) {
    options.reached?.(range.start)
    const bytes = await source.read(range.start, range.end)
    for (const found of itemsIn(bytes, range, channel.namespaces)) {
      if (found.kind === 'problem') {
        yield found
        continue
      }
      const item = readItem(found.element)
      const state = stateOf(item, options.pages === true)
      if (state.kind === 'left-out') {
        leftOut.set(state.what, (leftOut.get(state.what) ?? 0) + 1)
        continue
      }
      const { line, notes } = found
      const { restrictions } = state
      const article = await adapt(
        { item, line, notes, restrictions, related: await relatedTo(item, library) },
        channel,
        options,
      )
      if (article.kind === 'article' && waiting) yield waiting
      if (article.kind === 'article') waiting = article
      else yield article
    }
  }
  yield* ending(waiting, leftOut)
}

async function channelOf(source: Spool): Promise<Channel> {
  let end = source.size
  for await (const range of itemRanges(source, 'item')) {
    end = range.start
    break
  }
  return readChannel((await source.read(0, Math.min(end, headLimit))).toString('utf8'))
}

/** The last article also tells what else the file holds; a file without articles is a problem. */
function* ending(
  last: ImportedArticle | undefined,
  leftOut: ReadonlyMap<string, number>,
): Generator<ImportedArticle | ImportProblem> {
  const counts = [...leftOut].map(([what, count]) => `${count} × ${what}`).join(', ')
  if (!last) {
    const detail = `The export holds no posts${counts && `, only ${counts}`}.`
    yield { kind: 'problem', code: 'empty', detail }
    return
  }
  if (counts !== '') {
    const detail = `The file also holds what is no article: ${counts}.`
    last.report.notes.push({ code: 'left-out', detail })
  }
  yield last
}
