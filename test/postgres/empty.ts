import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { sqliteTables } from '../store/tables.ts'

/** Tables that only PostgreSQL has. */
const own = ['search_vector', 'upload_chunk']
const tables = [...sqliteTables.map(table => getTableConfig(table).name), ...own]

/** Statements that empty a database: faster than to create and migrate another one. */
export const emptyTables = `TRUNCATE ${tables.map(name => `"${name}"`)} RESTART IDENTITY; UPDATE change_counter SET seq = 0;
INSERT INTO search_state VALUES (1, 0, '')`
