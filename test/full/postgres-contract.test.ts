import t from 'tap'
import { openPostgres } from '../../src/store/postgres/open.ts'
import { storeContract } from '../contract/store.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { emptySchema } from '../postgres/database.ts'

t.setTimeout(600_000)

const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const { schemaUrl } = await startCluster(t, binaries)
  /** Schemas of ended tests: to empty one is faster than to migrate a new one. */
  const ended: string[] = []
  const filled = new Set<string>()
  storeContract(t, {
    name: 'postgres',
    place(t) {
      const url = ended.pop() ?? schemaUrl()
      t.teardown(() => {
        ended.push(url)
        filled.add(url)
      })
      return url
    },
    async open(url, tools) {
      if (filled.delete(url)) await emptySchema(url)
      return openPostgres({ url, waiting: 'async', ...tools })
    },
  })
}
