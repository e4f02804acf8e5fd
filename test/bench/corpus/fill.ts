import type { Manuscript } from '../../../src/domain/content/manuscript.ts'
import { operatorRights } from '../../../src/domain/import/job.ts'
import { type ImportDeps, importArticles } from '../../../src/editorial/import/articles.ts'
import type { ImportItem } from '../../../src/importer/source/run.ts'
import { searchedManuscript } from './vocabulary.ts'

const batch = 100

/** Publishes the corpus of so many articles into an empty store, in batches, as an import does. */
export async function fill(
  deps: Omit<ImportDeps, 'originExists'>,
  articles: number,
  tell: (done: number) => void,
  make: (number: number, total: number) => Manuscript = searchedManuscript,
): Promise<void> {
  for (let from = 0; from < articles; from += batch) {
    const items = Array.from({ length: Math.min(batch, articles - from) }, (_, index) =>
      item(from + index, make(from + index, articles)),
    )
    const options = { publish: true, force: false, actor: 'bench', source: 'bench', rights: operatorRights(undefined) }
    const outcomes = await importArticles(items, options, { ...deps, originExists: () => false })
    const bad = outcomes.find(outcome => !outcome.published)
    if (bad) throw new Error(`${bad.name} was not published: ${bad.problem?.detail}`)
    tell(from + items.length)
  }
}

function item(number: number, made: Manuscript): ImportItem {
  const name = String(number)
  return {
    name,
    externalId: `bench:${name}`,
    origin: `bench:${name}`,
    importer: 'bench',
    imported: {
      kind: 'article',
      manuscript: made,
      status: 'publishable',
      report: { notes: [], consumed: [] },
      raw: { mediaType: 'text/plain', bytes: new Uint8Array() },
    },
    hash: name,
    isOnly: true,
    rawHash: name,
  }
}
