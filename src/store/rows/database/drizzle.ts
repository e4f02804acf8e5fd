import { createRequire } from 'node:module'

/**
 * Drizzle as CommonJS. Node.js reads the package.json of a package for each of its ES modules: 180 KB for each of the 130
 * modules of Drizzle, which takes a second. As CommonJS they load in a tenth of that. The build replaces this module by
 * Drizzle's ES modules, and drizzle-kit loads it as CommonJS.
 */
const load = typeof require === 'function' ? require : createRequire(import.meta.url)
const orm: typeof import('drizzle-orm') = load('drizzle-orm')
const core: typeof import('drizzle-orm/sqlite-core') = load('drizzle-orm/sqlite-core')
const driver: typeof import('drizzle-orm/better-sqlite3') = load('drizzle-orm/better-sqlite3')

export const {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  getTableColumns,
  getTableName,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
} = orm
export const { is, ne, not, notExists, notInArray, or, Param, Placeholder, SQL, sql } = orm
export const { alias, blob, index, integer, intersect, primaryKey, sqliteTable, text, union, unionAll, unique } = core
export const { getTableConfig, SQLiteSyncDialect } = core
export const { BetterSQLite3Database, BetterSQLiteSession, PreparedQuery } = driver
