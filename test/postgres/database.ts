import { Client } from 'pg'
import { migrateStore } from '../../src/store/open.ts'
import { emptyTables } from './empty.ts'

/** Databases of ended tests: to empty one is faster than to create another one. */
const ended: string[] = []
let databases = 0

/** Returns the URL of an empty database with the newest schema. Call `release` when its store is closed. */
export async function emptyDatabase(server: string): Promise<{ url: string; release(): Promise<void> }> {
  const url = ended.pop() ?? (await createDatabase(server))
  return {
    url,
    async release() {
      await emptySchema(url)
      ended.push(url)
    },
  }
}

/** Removes the rows of all tables in the schema of a URL. */
export function emptySchema(url: string): Promise<void> {
  return run(url, emptyTables)
}

async function createDatabase(server: string): Promise<string> {
  databases += 1
  const name = `test_${process.pid}_${databases}`
  await run(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  await migrateStore(url.href)
  return url.href
}

/** Runs a statement. An open connection would keep the process of the tests running. */
async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
