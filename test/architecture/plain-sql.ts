import { nodes, placeOf, type Source, ts } from './source.ts'

/** The only files that use the handle of better-sqlite3, or the class of its errors. */
const engineFiles = new Set([
  'src/store/sqlite/backup/manifest.ts',
  'src/store/sqlite/backup/migration-backup.ts',
  'src/store/sqlite/backup/restore.ts',
  'src/store/sqlite/database/connection.ts',
  'src/store/sqlite/database/failure.ts',
  'src/store/sqlite/database/migrate.ts',
  'src/store/sqlite/database/session.ts',
])

/**
 * All SQL of `src` that is a plain string, with `{}` for expressions: settings of connections, control of transactions, the
 * runner of migrations, and backups, which copy files of every schema version. Everything else is written with Drizzle. Add
 * another statement only if a benchmark row shows that Drizzle makes it take twice as long.
 */
export const plainSql: Record<string, readonly string[]> = {
  'src/store/postgres/freshness/head.ts': ['SELECT seq FROM change_counter WHERE id = $1'],
  'src/store/postgres/freshness/listener.ts': [
    'SELECT seq FROM change_counter WHERE id = 1',
    'SELECT current_schema(), pg_backend_pid()',
  ],
  'src/store/postgres/database/migrate.ts': [
    "SELECT current_setting('server_version_num')::int",
    "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_schema()",
    "SELECT count(*)::int FROM pg_catalog.pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')",
    "SELECT obj_description(to_regclass(quote_ident(current_schema()) || '.migration'), 'pg_class')",
    'SELECT name FROM migration',
    'SELECT pg_advisory_xact_lock({}, current_schema()::regnamespace::oid::int)',
    'CREATE TABLE migration (name text COLLATE "C" PRIMARY KEY, applied_at bigint NOT NULL)',
    'INSERT INTO migration VALUES ($1, extract(epoch FROM now())::bigint)',
    "SELECT indisvalid::int FROM pg_catalog.pg_index WHERE indexrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1))",
    'DROP INDEX CONCURRENTLY "{}"',
    'BEGIN',
    'COMMIT',
    'ROLLBACK',
  ],
  'src/store/postgres/database/connection.ts': [
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    'COMMIT',
    'ROLLBACK',
  ],
  'src/store/postgres/database/savepoint.ts': [
    'SAVEPOINT ',
    'RELEASE ',
    'ROLLBACK TO ',
    'SAVEPOINT statement',
    'RELEASE statement',
    'ROLLBACK TO statement',
  ],
  'src/store/postgres/database/routine-writer.ts': [
    'VACUUM article, section, key_takeaway, footnote, article_version, article_term, raw_source, slug, path, edition, correction, print, print_body, print_term, tombstone, audit, idempotency, job, job_item, search_document, search_text, search_vector, search_word, search_suggestion, search_suggestion_word',
    'SAVEPOINT part',
    'RELEASE part',
    'ROLLBACK TO part',
    'RELEASE part',
  ],
  'src/store/postgres/copy-database.ts': [
    'ALTER TABLE "{}" DISABLE TRIGGER USER',
    'ALTER TABLE "{}" ENABLE TRIGGER USER',
  ],
  'src/store/postgres/database/probe.ts': ['SELECT pg_backend_pid()'],
  'src/store/postgres/database/writer.ts': [
    'BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL idle_in_transaction_session_timeout = {}; SELECT seq, current_schema() FROM change_counter WHERE id = 1 FOR UPDATE',
    'SELECT pg_notify($1, seq::text) FROM change_counter WHERE id = 1 AND seq > $2',
    'COMMIT',
    'ROLLBACK',
  ],
  // Defaults of columns, in migrations.
  'src/store/postgres/schema/mirror.ts': ['raw: literal(column.default)'],
  'src/store/sqlite/backup/backup.ts': ['BEGIN'],
  'src/store/sqlite/backup/manifest.ts': [
    'journal_mode = DELETE',
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'backup_manifest' AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name",
    'DROP TABLE IF EXISTS backup_manifest',
    'CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, digest TEXT NOT NULL)',
    'INSERT INTO backup_manifest VALUES (@name, @rows, @digest)',
    'SELECT name, rows, digest FROM backup_manifest ORDER BY name',
    'integrity_check(1)',
    'SELECT "table" FROM pragma_foreign_key_check LIMIT 1',
    "SELECT seq FROM sqlite_sequence WHERE name = 'change'",
    'SELECT count(*) FROM {}',
    'SELECT 1 FROM sqlite_schema WHERE name = ?',
    'SELECT * FROM "{}" NOT INDEXED',
  ],
  'src/store/sqlite/backup/migration-backup.ts': ['VACUUM INTO ?'],
  'src/store/sqlite/backup/restore.ts': ['journal_mode = DELETE', 'DROP TABLE IF EXISTS backup_manifest'],
  'src/store/sqlite/database/connection.ts': [
    'synchronous = FULL',
    'foreign_keys = ON',
    'journal_size_limit = 67108864',
    'secure_delete = ON',
    'temp_store = MEMORY',
    'query_only = OFF',
    'CREATE VIRTUAL TABLE temp.search_instance USING fts5vocab(main, search_index, instance)',
    'query_only = ON',
    'query_only = ON',
    'mmap_size = 1073741824',
    'PRAGMA data_version',
    'cache_size = -{}',
    'temp_store = MEMORY',
    'BEGIN',
    'COMMIT',
    'busy_timeout = {}',
    'wal_checkpoint(TRUNCATE)',
    'user_version',
    'user_version = {}',
  ],
  'src/store/sqlite/database/migrate.ts': [
    'SELECT count(*) FROM sqlite_schema',
    'application_id',
    'user_version',
    'foreign_keys = OFF',
    'secure_delete = ON',
    'BEGIN IMMEDIATE',
    'CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)',
    'INSERT INTO migration VALUES (?, unixepoch())',
    'application_id = {}',
    'user_version = {}',
    'COMMIT',
    'ROLLBACK',
    'foreign_keys = ON',
    'journal_mode = WAL',
    "SELECT 1 FROM sqlite_schema WHERE name = 'migration'",
    'SELECT name FROM migration',
    'SELECT "table" FROM pragma_foreign_key_check',
    'BEGIN IMMEDIATE',
    'ROLLBACK',
  ],
  'src/store/sqlite/database/writer.ts': [
    'BEGIN IMMEDIATE',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT part',
    'ROLLBACK TO part',
    'RELEASE part',
  ],
}

const statement =
  /^\s*(?:ALTER|ANALYZE|ATTACH|BEGIN|COMMIT|CREATE|DELETE|DETACH|DROP|EXPLAIN|INSERT|PRAGMA|REINDEX|RELEASE|REPLACE|ROLLBACK|SAVEPOINT|SELECT|UPDATE|VACUUM|WITH)\b/

/** The name of a table, instead of its object. `FROM json_each(` names a function. */
const namedTable = /\b(?:FROM|INTO|JOIN|UPDATE)\s+"?(?!pragma_)[a-z]\w*"?(?![\w(])/i

/** Plain SQL strings of a file, in their order: statements, pragmas, and what `sql.raw` contains. */
export function plainSqlIn(source: Source): string[] {
  if (!source.path.startsWith('src/store/')) return []
  return [...nodes(source)]
    .sort((one, other) => one.pos - other.pos)
    .flatMap(node => {
      const text = isText(node) ? withoutExpressions(node.getText(source.tree).slice(1, -1)) : ''
      const isPlain = statement.test(text) || (isText(node) && isArgumentOf(node, /\.(?:pragma|raw)$/))
      return isPlain && !ts.isTaggedTemplateExpression(node.parent) ? [text] : rawExpressionIn(node)
    })
}

/** What `sql.raw` or `pragma` gets that is not a literal, as its source text. */
function rawExpressionIn(node: ts.Node): string[] {
  if (!ts.isCallExpression(node) || !/\.(?:pragma|raw)$/.test(node.expression.getText())) return []
  const [argument] = node.arguments
  return argument && !isText(argument) ? [`raw: ${argument.getText()}`] : []
}

/** Templates that name tables, and uses of the engine in other files. */
export function sqlFaults(source: Source): string[] {
  if (!source.path.startsWith('src/store/')) return []
  const isOutside = source.modules.includes('better-sqlite3') && !engineFiles.has(source.path)
  return [
    ...(isOutside ? [`${source.path}: imports better-sqlite3; see test/architecture/plain-sql.ts`] : []),
    ...[...nodes(source)].flatMap(node => {
      if (!ts.isTaggedTemplateExpression(node)) return []
      const found = namedTable.exec(withoutExpressions(node.template.getText(source.tree)))
      return found ? [`${placeOf(source, node)}: "${found[0]}" names a table; use its object`] : []
    }),
  ]
}

function withoutExpressions(template: string): string {
  return template.replace(/\$\{[^}]*\}/g, '{}').replace(/\s+/g, ' ')
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
}

function isArgumentOf(node: ts.Node, callee: RegExp): boolean {
  const { parent } = node
  return ts.isCallExpression(parent) && parent.arguments[0] === node && callee.test(parent.expression.getText())
}
