import { copyDatabase } from '../../src/store/copy.ts'
import { type Cluster, postgresBinaries, startCluster } from '../postgres/cluster.ts'
import type { CorpusFile } from './corpus/file.ts'
import { openCorpus } from './corpus/open.ts'
import { type Cores, unpinned } from './machine.ts'

/** A PostgreSQL server of the bench with a database for each file. */
export type Postgres = {
  /** The URL of a new database with the articles of a file. */
  filled(file: CorpusFile): Promise<string>
  /** The URL of a new database without articles. */
  empty(): Promise<string>
  close(): Promise<void>
}

/**
 * PostgreSQL for `--engine postgres`: it starts with the first database. Its processes may use both cores: their share is
 * among the others in the table.
 */
export function openPostgres(cores: Cores | undefined, tell: (line: string) => void): Postgres {
  const ends: (() => unknown)[] = []
  let starting: Promise<Cluster> | undefined

  async function start(): Promise<Cluster> {
    const binaries = await postgresBinaries()
    if (binaries === undefined) throw new Error('PostgreSQL is not installed.')
    return startCluster({ teardown: end => void ends.push(end) }, binaries, command => unpinned(command, cores))
  }

  async function empty(): Promise<string> {
    starting ??= start()
    return (await starting).database()
  }

  return {
    empty,
    async filled({ path, articles }) {
      const url = await empty()
      tell(`copying ${articles} articles to PostgreSQL …`)
      await copyDatabase(path, url, { keepReadOnly: false, clock: () => new Date(), progress: () => undefined })
      const { store } = await openCorpus(url)
      // Otherwise a server would build the index while it is measured.
      while ((await store.indexArticles()).left > 0);
      await store.close()
      return url
    },
    async close() {
      for (const end of ends) await end()
    },
  }
}
