import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { sqliteTables } from '../store/tables.ts'

/** Tables that only PostgreSQL has. */
const own = ['search_vector', 'upload_chunk']
const tables = [...sqliteTables.map(table => getTableConfig(table).name), ...own]

/**
 * Statements that empty a database: faster than to create and migrate another one. TRUNCATE would create new files for each
 * table and index. As a replica, the server checks no foreign keys.
 */
export const emptyTables = `SET session_replication_role = replica;
${tables.map(name => `DELETE FROM "${name}";`).join('\n')}
SET session_replication_role = origin;
UPDATE change_counter SET seq = 0;
INSERT INTO search_state VALUES (1, 0, '');
ALTER SEQUENCE audit_id_seq RESTART`
