import { crc32 } from 'node:zlib'
import type { Database } from 'better-sqlite3'

/**
 * Rules for every store that no process has open, however its process ended. Each query finds the rows that break a rule.
 * The queries depend on the schema only, so that they share no fault with the product.
 */
export const invariants = {
  'article: a version below 1': 'SELECT id FROM article WHERE version < 1',
  'article: a published version that it never had': 'SELECT id FROM article WHERE published_version > version',
  'article: modified before it was created': 'SELECT id FROM article WHERE modified_at < created_at',
  'article: published without a print':
    "SELECT id FROM article WHERE status = 'published' AND id NOT IN (SELECT article_id FROM print)",
  'article: published without its edition': `SELECT id FROM article a WHERE status = 'published'
     AND NOT EXISTS (SELECT 1 FROM edition e WHERE e.article_id = a.id AND e.number = a.edition AND e.version <= a.published_version)`,
  'article: a draft that has editions': `SELECT id FROM article a WHERE status = 'draft'
     AND (edition <> 0 OR EXISTS (SELECT 1 FROM edition e WHERE e.article_id = a.id))`,
  'article: a structured member that is not JSON': `SELECT id FROM article WHERE NOT json_valid(custom)
     OR NOT json_valid(coalesce(image, 'null')) OR NOT json_valid(coalesce(source, 'null')) OR NOT json_valid(coalesce(rights, 'null'))`,
  'article: sections with a gap in their positions':
    'SELECT article_id FROM section GROUP BY article_id HAVING max(position) - min(position) + 1 <> count(*)',
  'article: two sections of one anchor':
    'SELECT article_id FROM section GROUP BY article_id, anchor HAVING count(*) > 1',
  'article: a section below one that is not there': `SELECT s.article_id FROM section s WHERE parent_anchor IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM section p WHERE p.article_id = s.article_id AND p.anchor = s.parent_anchor)`,
  'article: blocks that are not JSON': 'SELECT article_id FROM section WHERE NOT json_valid(blocks)',
  'article: takeaways with a gap in their positions':
    'SELECT article_id FROM key_takeaway GROUP BY article_id HAVING max(position) - min(position) + 1 <> count(*)',

  'edition: a number above the newest':
    'SELECT article_id FROM edition e JOIN article a ON a.id = e.article_id WHERE e.number > a.edition',
  'edition: of a version that the article never had':
    'SELECT article_id FROM edition e JOIN article a ON a.id = e.article_id WHERE e.version > a.version',
  'edition: content that is not JSON': 'SELECT article_id FROM edition WHERE NOT json_valid(content)',
  'edition: a higher number of a lower version': `SELECT article_id FROM
     (SELECT article_id, version, lag(version) OVER (PARTITION BY article_id ORDER BY number) AS before FROM edition)
     WHERE version < before`,

  'article: two translations in one language': `SELECT translation_group FROM article
     WHERE translation_group IS NOT NULL AND status NOT IN ('deleted', 'moved', 'withdrawn')
     GROUP BY translation_group, language HAVING count(*) > 1`,
  'print: two translations in one language': `SELECT translation_group FROM print WHERE translation_group IS NOT NULL
     GROUP BY translation_group, language HAVING count(*) > 1`,
  'print: another expiry than the scheduled one': `SELECT p.article_id FROM print p
     LEFT JOIN schedule s ON s.article_id = p.article_id AND s.kind = 'expire'
     WHERE json_extract(CAST(p.item AS TEXT), '$.metadata.expiresAt') IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', s.due_at, 'unixepoch')`,

  'print: of an article that is not published':
    "SELECT article_id FROM print LEFT JOIN article a ON a.id = article_id WHERE a.status IS NOT 'published'",
  'print: of another edition than the newest':
    'SELECT article_id FROM print p JOIN article a ON a.id = article_id WHERE p.edition <> a.edition',
  'print: without a body': 'SELECT article_id FROM print WHERE article_id NOT IN (SELECT article_id FROM print_body)',
  'print: a body without a print':
    'SELECT article_id FROM print_body WHERE article_id NOT IN (SELECT article_id FROM print)',
  'print: a head that says other things than its columns': `SELECT article_id FROM print WHERE NOT json_valid(head)
     OR json_extract(head, '$.articleId') IS NOT article_id OR json_extract(head, '$.slug') IS NOT slug
     OR json_extract(head, '$.revision') IS NOT revision OR json_extract(head, '$.language') IS NOT language
     OR json_extract(head, '$.canonicalUrl') IS NOT canonical_url OR json_extract(head, '$.epoch') IS NOT epoch`,
  'print: an item that says other things than its columns': `SELECT article_id FROM print
     WHERE NOT json_valid(CAST(item AS TEXT)) OR json_extract(CAST(item AS TEXT), '$.id') IS NOT article_id
     OR json_extract(CAST(item AS TEXT), '$.slug') IS NOT slug OR json_extract(CAST(item AS TEXT), '$.title') IS NOT title
     OR json_extract(CAST(item AS TEXT), '$.revision') IS NOT revision OR json_extract(CAST(item AS TEXT), '$.edition') IS NOT edition`,
  'print: a body that says other things than its print': `SELECT article_id FROM print JOIN print_body USING (article_id)
     WHERE NOT json_valid(CAST(body AS TEXT)) OR json_extract(CAST(body AS TEXT), '$.id') IS NOT article_id
     OR json_extract(CAST(body AS TEXT), '$.revision') IS NOT revision
     OR json_array_length(CAST(body AS TEXT), '$.keyTakeaways') IS NOT key_takeaways`,
  'print: of another title than its edition': `SELECT p.article_id FROM print p
     JOIN edition e ON e.article_id = p.article_id AND e.number = p.edition WHERE json_extract(e.content, '$.title') IS NOT p.title`,
  'print: in another group than its article':
    'SELECT article_id FROM print p JOIN article a ON a.id = article_id WHERE p.translation_group IS NOT a.translation_group',
  'print: other dates in the list of a term': `SELECT article_id FROM print_term t JOIN print p USING (article_id)
     WHERE t.published_at <> p.published_at OR t.updated_at <> p.updated_at`,
  'print: a count of a language that is wrong': `SELECT l.language FROM print_language l
     WHERE l.articles <> (SELECT count(*) FROM print p WHERE p.language = l.language)`,
  'print: a language that is not counted':
    'SELECT article_id FROM print WHERE language NOT IN (SELECT language FROM print_language)',
  'print: a term that it shows without being known to use it': `SELECT article_id FROM print_term t
     WHERE NOT EXISTS (SELECT 1 FROM print_use u WHERE u.kind = 'term' AND u.used_id = t.term_id AND u.article_id = t.article_id)`,

  'log: a print that no change tells of': `SELECT p.article_id FROM print p WHERE p.revision >= (SELECT min(seq) FROM change)
     AND NOT EXISTS (SELECT 1 FROM change c WHERE c.seq = p.revision AND c.article_id = p.article_id
       AND c.kind IN ('published', 'reprinted') AND c.edition = p.edition AND c.slug = p.slug)`,
  'log: a tombstone that no change tells of': `SELECT t.article_id FROM tombstone t WHERE t.revision >= (SELECT min(seq) FROM change)
     AND NOT EXISTS (SELECT 1 FROM change c WHERE c.seq = t.revision AND c.article_id = t.article_id AND c.reason = t.reason)`,
  'log: a last change that nothing shows': `SELECT seq FROM change c WHERE seq = (SELECT max(seq) FROM change o WHERE o.article_id = c.article_id)
     AND NOT EXISTS (SELECT 1 FROM print p WHERE p.article_id = c.article_id AND p.revision = c.seq)
     AND NOT EXISTS (SELECT 1 FROM tombstone t WHERE t.article_id = c.article_id AND t.revision = c.seq)`,
  'log: an article that is delivered and gone':
    'SELECT article_id FROM tombstone WHERE article_id IN (SELECT article_id FROM print)',
  'log: sides that are not JSON': 'SELECT seq FROM change WHERE NOT json_valid(before) OR NOT json_valid(after)',
  'log: a change that does not begin where the one before ended': `SELECT seq FROM
     (SELECT seq, json_extract(before, '$.delivered') AS was_before, lag(json_extract(after, '$.delivered')) OVER (PARTITION BY article_id ORDER BY seq) AS was FROM change)
     WHERE was IS NOT NULL AND was_before IS NOT was`,
  'log: a number that was used without being counted': `SELECT 1 WHERE
     coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0) < coalesce((SELECT max(revision) FROM print), 0)`,
  'log: a reader behind its end': `SELECT name FROM log_reader
     WHERE cursor > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0)`,

  'term: without its slug': `SELECT id FROM term t WHERE merged_into IS NULL
     AND NOT EXISTS (SELECT 1 FROM term_slug s WHERE s.kind = t.kind AND s.slug = t.slug AND s.term_id = t.id)`,
  'term: without a name': `SELECT id FROM term t WHERE merged_into IS NULL
     AND NOT EXISTS (SELECT 1 FROM term_name n WHERE n.kind = t.kind AND n.term_id = t.id)`,
  'term: merged into one that was merged itself, or of another kind': `SELECT t.id FROM term t
     LEFT JOIN term m ON m.id = t.merged_into WHERE t.merged_into IS NOT NULL AND (m.id IS NULL OR m.merged_into IS NOT NULL OR m.kind <> t.kind)`,
  'term: a count of articles that is wrong':
    'SELECT id FROM term t WHERE articles <> (SELECT count(*) FROM print_term p WHERE p.term_id = t.id)',
  'term: of another kind than its article says':
    'SELECT article_id FROM article_term a JOIN term t ON t.id = a.term_id WHERE t.kind <> a.kind',
  'term: two categories of one article':
    "SELECT article_id FROM article_term WHERE kind = 'category' GROUP BY article_id HAVING count(*) > 1",

  'slug: an article without its own': `SELECT id FROM article a WHERE status IN ('draft', 'published')
     AND NOT EXISTS (SELECT 1 FROM slug s WHERE s.slug = a.slug AND s.article_id = a.id)`,
  'slug: a print whose slug is not public, or leads elsewhere': `SELECT article_id FROM print p
     WHERE NOT EXISTS (SELECT 1 FROM slug s WHERE s.slug = p.slug AND s.article_id = p.article_id AND s.public = 1)`,
  'slug: of nothing': `SELECT slug FROM slug WHERE article_id NOT IN (SELECT id FROM article UNION SELECT article_id FROM tombstone)`,
  'slug: a path of nothing': `SELECT path FROM path WHERE article_id NOT IN (SELECT id FROM article UNION SELECT article_id FROM tombstone)`,

  'audit: a version without an entry': `SELECT id FROM article a WHERE version <>
     (SELECT count(DISTINCT version) FROM audit WHERE article_id = a.id AND version IS NOT NULL)`,
  'audit: an entry of a version that the article never had':
    'SELECT a.id FROM audit a JOIN article b ON b.id = a.article_id WHERE a.version > b.version',
  'audit: an article that nobody created, or several': `SELECT id FROM article a WHERE 1 <>
     (SELECT count(*) FROM audit WHERE article_id = a.id AND version = 1 AND action LIKE 'article.%')`,
  'audit: a detail that is not JSON': "SELECT id FROM audit WHERE NOT json_valid(coalesce(detail, 'null'))",

  'idempotency: an answer without what was answered':
    'SELECT key FROM idempotency WHERE status IS NOT NULL AND (body IS NULL OR headers IS NULL OR NOT json_valid(headers))',
  'idempotency: an answer that ends before it begins': 'SELECT key FROM idempotency WHERE expires_at <= created_at',
  'idempotency: an answer that tells of nothing': `SELECT key FROM idempotency WHERE status IN (200, 201, 202)
     AND json_valid(CAST(body AS TEXT)) AND json_extract(CAST(body AS TEXT), '$.id') IS NOT NULL
     AND json_extract(CAST(body AS TEXT), '$.id') NOT IN (SELECT id FROM article UNION ALL SELECT id FROM job
       UNION ALL SELECT id FROM term UNION ALL SELECT id FROM api_key UNION ALL SELECT article_id FROM tombstone)`,

  'import: other items than it counts': `SELECT id FROM job j WHERE kind = 'import' AND done <>
     (SELECT count(*) FROM job_item i WHERE i.job_id = j.id)`,
  'import: an item with an article that is not there': `SELECT job_id FROM job_item
     WHERE article_id IS NOT NULL AND article_id NOT IN (SELECT id FROM article UNION SELECT article_id FROM tombstone)`,
  'import: over without an end, or with an end before it is over': `SELECT id FROM job
     WHERE (state IN ('done', 'failed', 'cancelled')) <> (ended_at IS NOT NULL)`,
} as const satisfies Record<string, string>

/** The broken rules of a file that no process has open, each with a count and its first place. */
export function violations(db: Database): string[] {
  const found = Object.entries(invariants).flatMap(([rule, sql]) => counted(rule, rows(db, sql)))
  const orphans = db.prepare('SELECT "table" FROM pragma_foreign_key_check').pluck().all()
  return [
    ...(db.pragma('integrity_check', { simple: true }) === 'ok' ? [] : ['the file is damaged']),
    ...counted('a reference to nothing', orphans),
    ...found,
    ...counted('print: a checksum that is wrong', wrongChecksums(db)),
  ]
}

/** The rows that a query finds. Invalid JSON breaks other rules, and also this one. */
function rows(db: Database, sql: string): unknown[] {
  try {
    return db.prepare(sql).pluck().all()
  } catch (error) {
    return [error]
  }
}

function counted(rule: string, found: readonly unknown[]): string[] {
  return found.length === 0 ? [] : [`${rule}: ${found.length} × ${found[0]}`]
}

function wrongChecksums(db: Database): string[] {
  const rows = db
    .prepare<[], { id: string; head: string; item: Buffer; body: Buffer }>(
      'SELECT article_id AS id, head, item, body FROM print JOIN print_body USING (article_id) WHERE json_valid(head)',
    )
    .all()
  return rows.flatMap(({ id, head, item, body }) => {
    const { checksums, epoch, mark, ...rest } = JSON.parse(head)
    const start = crc32(JSON.stringify(rest))
    return crc32(item, start) === checksums?.item && crc32(body, start) === checksums?.body ? [] : [id]
  })
}
