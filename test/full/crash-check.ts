import Sqlite from 'better-sqlite3'
import type { Acknowledged } from './crash-editor.ts'
import { violations } from './invariant.ts'

/** Rules for what this test writes, in addition to the rules of every store. */
const half: Record<string, string> = {
  'two articles of one title': 'SELECT title FROM article GROUP BY title HAVING count(*) > 1',
  'an article of an import that no item tells of': `SELECT a.id FROM article a LEFT JOIN job_item i ON i.article_id = a.id WHERE a.imported_origin IS NOT NULL AND i.job_id IS NULL`,
}

/** The faults of a store after its process was killed; empty if there are none. */
export function faultsIn(path: string, { articles, published, imports }: Acknowledged): string[] {
  const db = new Sqlite(path)
  try {
    const version = db.prepare<[string], number>('SELECT version FROM article WHERE id = ?').pluck()
    const print = db.prepare<[string], number>('SELECT edition FROM print WHERE article_id = ?').pluck()
    const job = db.prepare<[string], string>('SELECT state FROM job WHERE id = ?').pluck()
    const count = (list: unknown[]) => (list.length === 0 ? [] : [`${list.length} × ${JSON.stringify(list[0])}`])
    return [
      ...violations(db),
      ...Object.entries(half).flatMap(([what, sql]) => count(db.prepare(sql).all()).map(found => `${what}: ${found}`)),
      ...[...articles].flatMap(([title, { id, version: said }]) =>
        (version.get(id) ?? 0) >= said ? [] : [`lost: ${title}`],
      ),
      ...[...published].flatMap(title => (print.get(articles.get(title)?.id ?? '') ? [] : [`not published: ${title}`])),
      ...[...imports.keys()].flatMap(id => (job.get(id) === undefined ? [`lost: import ${id}`] : [])),
    ]
  } finally {
    db.close()
  }
}
