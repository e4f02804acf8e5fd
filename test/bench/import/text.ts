import { join } from 'node:path'
import { uuidv7 } from 'uuidv7'
import { importSources } from '../../../src/editorial/import-sources.ts'
import { reader } from '../../../src/importer/reader.ts'
import type { Source } from '../../../src/importer/run.ts'
import { manuscript } from '../corpus/article.ts'
import { openCorpus } from '../corpus/open.ts'
import { textPage } from '../corpus/page.ts'
import { startWatch, type Took } from './watch.ts'

/**
 * Imports and publishes pages of text: `text.ts <folder> <articles>`. Prints what it took, without the start of the
 * process and a first import that readies its code.
 */
const [folder = '', count = ''] = process.argv.slice(2)
await importPages(join(folder, 'warm-up.db'), pages(100))
const took = await importPages(join(folder, 'import.db'), pages(Number(count)))
process.stdout.write(JSON.stringify(took))

async function importPages(path: string, sources: Source[]): Promise<Took> {
  const { store, site } = await openCorpus(path)
  const deps = { store, clock: () => new Date(), newId: uuidv7, originExists: () => false }
  const options = { publish: true, force: false, actor: 'bench' }
  const stop = startWatch()
  for await (const outcome of importSources(sources, reader('bench', site), options, deps)) {
    if (!outcome.published) throw new Error(`${outcome.name}: ${outcome.problem?.detail ?? 'not published'}`)
  }
  const took = stop()
  await store.close()
  return took
}

function pages(articles: number): Source[] {
  return Array.from({ length: articles }, (_, number) => {
    const name = `${number}.txt`
    const bytes = Buffer.from(textPage(manuscript(number, articles)))
    return {
      name,
      origin: name,
      async *open() {
        yield bytes
      },
    }
  })
}
