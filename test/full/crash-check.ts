import Sqlite from 'better-sqlite3'
import type { Acknowledged } from './crash-editor.ts'

/** Everything that a whole store has none of: what each query finds is half written. */
const half: Record<string, string> = {
  'a published article without its edition': `SELECT a.id FROM article a LEFT JOIN edition e ON e.article_id = a.id AND e.number = a.edition
     WHERE a.edition > 0 AND e.number IS NULL`,
  'a published article without a print of its edition': `SELECT a.id FROM article a LEFT JOIN print p ON p.article_id = a.id AND p.edition = a.edition
     WHERE a.status = 'published' AND p.article_id IS NULL`,
  'a print without its body':
    'SELECT p.article_id FROM print p LEFT JOIN print_body b USING (article_id) WHERE b.article_id IS NULL',
  'a print that no change tells of':
    'SELECT p.article_id FROM print p LEFT JOIN change c ON c.seq = p.revision AND c.article_id = p.article_id WHERE c.seq IS NULL',
  'a change whose print is older': `SELECT c.seq FROM change c LEFT JOIN print p ON p.article_id = c.article_id WHERE p.revision IS NULL OR p.revision < c.seq`,
  'an article that was made twice, or by nobody': `SELECT a.id FROM article a WHERE 1 !=
     (SELECT count(*) FROM audit WHERE article_id = a.id AND action IN ('article.create', 'article.import'))`,
  'two articles of one title': 'SELECT title FROM article GROUP BY title HAVING count(*) > 1',
  'an article without its slug':
    'SELECT a.id FROM article a LEFT JOIN slug s ON s.slug = a.slug AND s.article_id = a.id WHERE s.slug IS NULL',
  'an import whose items are not as many as it says': `SELECT j.id FROM job j WHERE j.kind = 'import' AND j.done !=
     (SELECT count(*) FROM job_item WHERE job_id = j.id AND position BETWEEN 1 AND j.done)`,
  'an item of an import without its article':
    'SELECT i.job_id FROM job_item i LEFT JOIN article a ON a.id = i.article_id WHERE a.id IS NULL',
  'an article of an import that no item tells of': `SELECT a.id FROM article a LEFT JOIN job_item i ON i.article_id = a.id WHERE a.imported_origin IS NOT NULL AND i.job_id IS NULL`,
  'an answer under a key without what it tells of': `SELECT i.key FROM idempotency i LEFT JOIN article a ON a.id = json_extract(CAST(i.body AS TEXT), '$.id')
       LEFT JOIN job j ON j.id = json_extract(CAST(i.body AS TEXT), '$.id')
     WHERE i.status IN (200, 201, 202) AND a.id IS NULL AND j.id IS NULL`,
}

/** What is wrong with a store after its process was killed; nothing where all is well. */
export function faultsIn(path: string, { articles, published, imports }: Acknowledged): string[] {
  const db = new Sqlite(path)
  try {
    const version = db.prepare<[string], number>('SELECT version FROM article WHERE id = ?').pluck()
    const print = db.prepare<[string], number>('SELECT edition FROM print WHERE article_id = ?').pluck()
    const job = db.prepare<[string], string>('SELECT state FROM job WHERE id = ?').pluck()
    const count = (list: unknown[]) => (list.length === 0 ? [] : [`${list.length} × ${JSON.stringify(list[0])}`])
    return [
      ...(db.pragma('integrity_check', { simple: true }) === 'ok' ? [] : ['the file is damaged']),
      ...count(db.pragma('foreign_key_check') as unknown[]).map(found => `a reference to nothing: ${found}`),
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
