import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { articles, desk } from '../http/editorial/desk.ts'
import { invariants, violations } from './invariant.ts'

t.setTimeout(120_000)

/** A closed file with data for every rule. */
async function filled(t: Test): Promise<string> {
  const { ask, make, app, store } = await desk(t)
  const text = 'The lead.\n\nKEY TAKEAWAYS\n\n- One.\n- Two.\n\nPrices\n\nThey rise.\n'
  const one = await make(
    { title: 'One', text, category: 'News', tags: ['sea', 'ports'], authors: [{ name: 'Ada' }] },
    true,
  )
  const two = await make({ title: 'Zwei', language: 'de', text: 'Das Meer.', tags: ['sea'] }, true)
  const markdown = '# Prices\n\nThey rise.\n\n## More\n\nAnd fall.\n'
  const edited = await ask('PATCH', `${articles}/${one.id}`, {
    version: one.version,
    body: { title: 'One, again', slug: 'one-again', markdown },
  })
  await ask('POST', `${articles}/${one.id}/publish`, { version: edited.body.version })
  const headers = { 'idempotency-key': '"k"' }
  await ask('POST', articles, { body: { title: 'A draft', text: 'Words.', tags: ['merged'] }, headers })
  const gone = await make({ title: 'Gone', text: 'Words.' }, true)
  await ask('POST', `${articles}/${gone.id}/unpublish`, { version: gone.version })
  await ask('PUT', `${articles}/${two.id}/translation`, { version: two.version, body: { of: one.id } })
  await app.close()
  await store.close()
  return join(t.testdirName, 'offprint.db')
}

/** SQL that breaks each rule in the file that `filled` makes. */
const breaks: Record<keyof typeof invariants, string> = {
  'article: a version below 1': 'UPDATE article SET version = 0',
  'article: a published version that it never had': 'UPDATE article SET published_version = 99',
  'article: modified before it was created': 'UPDATE article SET modified_at = 0',
  'article: published without a print': 'DELETE FROM print',
  'article: published without its edition': 'DELETE FROM edition',
  'article: a draft that has editions': "UPDATE article SET status = 'draft'",
  'article: a structured member that is not JSON': "UPDATE article SET custom = '{'",
  'article: sections with a gap in their positions':
    'UPDATE section SET position = position + 7 WHERE anchor <> (SELECT min(anchor) FROM section s WHERE s.article_id = section.article_id)',
  'article: two sections of one anchor': "UPDATE section SET anchor = 'x'",
  'article: a section below one that is not there': "UPDATE section SET parent_anchor = 'nowhere'",
  'article: blocks that are not JSON': "UPDATE section SET blocks = '['",
  'article: takeaways with a gap in their positions':
    "INSERT INTO key_takeaway SELECT id, n, 't' || n, '[]', 'authored', NULL FROM article, (SELECT 11 AS n UNION SELECT 15)",
  'edition: a number above the newest': 'UPDATE edition SET number = number + 7',
  'edition: of a version that the article never had': 'UPDATE edition SET version = 99',
  'edition: content that is not JSON': "UPDATE edition SET content = '{'",
  'edition: a higher number of a lower version': 'UPDATE edition SET version = 9 - number',
  'article: two translations in one language': "UPDATE article SET language = 'de'",
  'print: two translations in one language': "UPDATE print SET language = 'de'",
  'print: another expiry than the scheduled one':
    "INSERT INTO schedule (article_id, kind, due_at, actor, created_at) SELECT article_id, 'expire', 99, 'cli', 0 FROM print",
  'print: of an article that is not published': "UPDATE article SET status = 'unpublished'",
  'print: of another edition than the newest': 'UPDATE article SET edition = edition + 1',
  'print: without a body': 'DELETE FROM print_body',
  'print: a body without a print': "INSERT INTO print_body VALUES ('nobody', x'00')",
  'print: a head that says other things than its columns': "UPDATE print SET head = json_set(head, '$.slug', 'other')",
  'print: an item that says other things than its columns': "UPDATE print SET title = 'Other'",
  'print: a body that says other things than its print': 'UPDATE print SET key_takeaways = 9',
  'print: of another title than its edition': "UPDATE edition SET content = json_set(content, '$.title', 'Other')",
  'print: in another group than its article': "UPDATE article SET translation_group = 'other'",
  'print: other dates in the list of a term': 'UPDATE print_term SET updated_at = 1',
  'print: a count of a language that is wrong': 'UPDATE print_language SET articles = articles + 1',
  'print: a language that is not counted': 'DELETE FROM print_language',
  'print: a term that it shows without being known to use it': "DELETE FROM print_use WHERE kind = 'term'",
  'log: a print that no change tells of': "UPDATE change SET slug = 'other'",
  'log: a tombstone that no change tells of': "UPDATE change SET reason = 'deleted' WHERE reason IS NOT NULL",
  'log: a last change that nothing shows': 'DELETE FROM tombstone',
  'log: an article that is delivered and gone':
    "INSERT INTO tombstone SELECT article_id, slug, 900 + revision, 'deleted', 0, NULL, NULL FROM print",
  'log: sides that are not JSON': "UPDATE change SET after = '{' WHERE seq = (SELECT max(seq) FROM change)",
  'log: a change that does not begin where the one before ended':
    "UPDATE change SET before = json_set(before, '$.delivered', json('false'))",
  'log: a number that was used without being counted': "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'change'",
  'log: a reader behind its end': "INSERT INTO log_reader VALUES ('x', 999, NULL, NULL)",
  'term: without its slug': 'DELETE FROM term_slug',
  'term: without a name': 'DELETE FROM term_name',
  'term: merged into one that was merged itself, or of another kind': "UPDATE term SET merged_into = 'nobody'",
  'term: a count of articles that is wrong': 'UPDATE term SET articles = articles + 1',
  'term: of another kind than its article says': "UPDATE term SET kind = 'author' WHERE kind = 'tag'",
  'term: two categories of one article':
    "UPDATE article_term SET kind = 'category', position = position + 10 WHERE kind = 'tag'",
  'slug: an article without its own': 'DELETE FROM slug',
  'slug: a print whose slug is not public, or leads elsewhere': 'UPDATE slug SET public = 0',
  'slug: of nothing': "INSERT INTO slug VALUES ('free', 'nobody', 1)",
  'slug: a path of nothing': "INSERT INTO path VALUES ('/free', 'nobody')",
  'audit: a version without an entry': 'DELETE FROM audit WHERE version = 2',
  'audit: an entry of a version that the article never had': 'UPDATE audit SET version = 99 WHERE version = 1',
  'audit: an article that nobody created, or several': 'DELETE FROM audit WHERE version = 1',
  'audit: a detail that is not JSON': "UPDATE audit SET detail = '{'",
  'idempotency: an answer without what was answered': 'UPDATE idempotency SET body = NULL',
  'idempotency: an answer that ends before it begins': 'UPDATE idempotency SET expires_at = 1',
  'idempotency: an answer that tells of nothing': `UPDATE idempotency SET body = CAST('{"id":"nobody"}' AS BLOB)`,
  'import: other items than it counts':
    "INSERT INTO job VALUES ('j', 'import', 's', 'done', NULL, '', 0, 0, 3, 'cli', 0, 1, NULL, NULL, NULL)",
  'import: an item with an article that is not there':
    "INSERT INTO job_item VALUES ('j', 1, 'a', 'created', 'nobody', NULL)",
  'import: over without an end, or with an end before it is over':
    "INSERT INTO job VALUES ('j', 'import', 's', 'waiting', NULL, '', 0, 0, 0, 'cli', 0, 1, NULL, NULL, NULL)",
}

t.test('a valid store breaks no rule, and each broken rule is reported', async t => {
  const path = await filled(t)
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  t.strictSame(violations(db), [])
  db.pragma('foreign_keys = OFF')
  t.strictSame(Object.keys(breaks), Object.keys(invariants), 'every rule has SQL that breaks it')
  const tried = Object.entries({
    ...breaks,
    'print: a checksum that is wrong':
      "UPDATE print_body SET body = CAST(replace(CAST(body AS TEXT), 'rise', 'fall') AS BLOB)",
    'a reference to nothing':
      "INSERT INTO edition (article_id, number, at, published_at, updated_at, version, content) VALUES ('nobody', 1, 0, 0, 0, 1, '{}')",
  })
  for (const [rule, sql] of tried) {
    db.exec('BEGIN')
    t.ok(db.prepare(sql).run().changes > 0, `${rule}: the SQL changes a row`)
    t.ok(
      violations(db).some(found => found.startsWith(`${rule}: `)),
      rule,
    )
    db.exec('ROLLBACK')
  }
})
