import t from 'tap'
import { openPostgres } from '../../src/store/postgres/open.ts'
import { storeContract } from '../contract/store.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'

t.setTimeout(600_000)

const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const { schemaUrl } = await startCluster(t, binaries)
  storeContract(t, {
    name: 'postgres',
    place: () => schemaUrl(),
    open: (url, tools) => openPostgres({ url, waiting: 'async', ...tools }),
  })
}
