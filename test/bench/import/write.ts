import { join } from 'node:path'
import { uuidv7 } from 'uuidv7'
import { operatorRights } from '../../../src/domain/import/job.ts'
import { importSources } from '../../../src/editorial/import/sources.ts'
import { reader } from '../../../src/importer/reader.ts'
import type { Source } from '../../../src/importer/source/run.ts'
import { manuscript } from '../corpus/article.ts'
import { openCorpus } from '../corpus/open.ts'
import { type FormatName, formats, sourcesOf } from '../corpus/source.ts'
import { searchedManuscript } from '../corpus/vocabulary.ts'
import { startWatch, type Took } from './watch.ts'

/**
 * Imports and publishes articles: `write.ts <format> <folder> <articles> [<warm-up database> <database> [<first>]]`. Prints
 * what it took, without the start of the process and a first import that readies its code. With `first`, the articles have
 * the words of the searched corpus, and their numbers start there.
 */
const [
  format = '',
  folder = '',
  count = '',
  warmUp = join(folder, 'warm-up.db'),
  target = join(folder, 'import.db'),
  first,
] = process.argv.slice(2)
const make = first === undefined ? manuscript : searchedManuscript
// So many, because code that runs for the first thousand is compiled meanwhile, which an import of many does not feel.
await importAll(warmUp, sources(format as FormatName, 1000))
const took = await importAll(target, sources(format as FormatName, Number(count), Number(first ?? 0)))
process.stdout.write(JSON.stringify(took))

async function importAll(url: string, sources: Source[]): Promise<Took> {
  const { store, site } = await openCorpus(url)
  const deps = { store, clock: () => new Date(), newId: uuidv7, originExists: () => false }
  const options = { publish: true, force: false, actor: 'bench', source: 'bench', rights: operatorRights(undefined) }
  const stop = startWatch()
  for await (const outcome of importSources(sources, reader('bench', site), options, deps)) {
    if (!outcome.published) throw new Error(`${outcome.name}: ${outcome.problem?.detail ?? 'not published'}`)
  }
  const took = stop()
  await store.close()
  return took
}

function sources(format: FormatName, articles: number, from = 0): Source[] {
  const manuscripts = Array.from({ length: articles }, (_, number) => make(from + number, from + articles))
  return sourcesOf(format, manuscripts).map((bytes, number) => {
    const name = `${from + number}-${formats[format].name}`
    return {
      name,
      origin: name,
      async *open() {
        yield bytes
      },
    }
  })
}
