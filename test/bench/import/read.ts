import { importers } from '../../../src/importer/importers.ts'
import { manuscript } from '../corpus/article.ts'
import { type FormatName, formats, sourcesOf } from '../corpus/source.ts'
import { libraries } from './library.ts'
import { startWatch, type Took } from './watch.ts'

/**
 * Reads articles without a store: `read.ts ours|library <format> <articles>`. `library` only parses them by what our
 * importer is built on. Prints what it took, without a first round of
 * the same size that readies the code: an import goes on for minutes, and its first second says little of them.
 */
const [by = '', format = '', count = ''] = process.argv.slice(2)
await readAll(format as FormatName, Number(count))
process.stdout.write(JSON.stringify(await readAll(format as FormatName, Number(count))))

async function readAll(format: FormatName, articles: number): Promise<Took> {
  const manuscripts = Array.from({ length: articles }, (_, number) => manuscript(number, articles))
  const sources = sourcesOf(format, manuscripts)
  const stop = startWatch()
  const found = by === 'ours' ? await ours(format, sources) : libraries(format, sources)
  const took = stop()
  if (found !== articles) throw new Error(`${found} of ${articles} articles were read`)
  return took
}

async function ours(format: FormatName, sources: readonly Buffer[]): Promise<number> {
  const importer = importers.find(one => one.name === format)
  let found = 0
  for (const bytes of sources) {
    const input = async function* () {
      yield bytes
    }
    const options = { name: formats[format].name, siteLanguage: 'en', timeZone: 'UTC' }
    for await (const item of importer?.parse(input(), options) ?? []) if (item.kind === 'article') found += 1
  }
  return found
}
