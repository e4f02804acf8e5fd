import Sqlite from 'better-sqlite3'
import { Client } from 'pg'
import type { Test } from 'tap'

/** The stored form of an article. `body`: null = its row is missing. */
export type StoredForm = { head: string; item: Buffer; body: Buffer | null }

/** Changes the stored form of an article directly in the database, as a damaged disk does. */
export type Spoil = (id: string, change: (form: StoredForm) => StoredForm) => Promise<void>

/** Runs a statement whose values are written `?`. */
export type Run = (text: string, values: readonly unknown[]) => Promise<StoredForm[]>

/** Opens a store of either engine to change its rows directly. */
export async function openRows(t: Test, url: string): Promise<Run> {
  return url.startsWith('postgres') ? onServer(t, url) : onFile(t, url)
}

/** @param url of a store of either engine */
export async function openStoredForms(t: Test, url: string): Promise<Spoil> {
  const run = await openRows(t, url)
  return async (id, change) => {
    const body = '(SELECT body FROM print_body WHERE article_id = print.article_id) AS body'
    const [before] = await run(`SELECT head, item, ${body} FROM print WHERE article_id = ?`, [id])
    if (!before) throw new Error(`${id} has no stored form`)
    const after = change(before)
    await run('UPDATE print SET head = ?, item = ? WHERE article_id = ?', [after.head, after.item, id])
    if (after.body) await run('UPDATE print_body SET body = ? WHERE article_id = ?', [after.body, id])
    else await run('DELETE FROM print_body WHERE article_id = ?', [id])
  }
}

function onFile(t: Test, path: string): Run {
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  return async (text, values) => {
    const statement = db.prepare<unknown[], StoredForm>(text)
    if (statement.reader) return statement.all(...values)
    statement.run(...values)
    return []
  }
}

async function onServer(t: Test, url: string): Promise<Run> {
  const client = new Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  return async (text, values) => {
    let place = 0
    const numbered = text.replaceAll('?', () => {
      place += 1
      return `$${place}`
    })
    return (await client.query<StoredForm>(numbered, [...values])).rows
  }
}
