import { defineConfig } from 'drizzle-kit'

/** `drizzle-kit generate --config drizzle.postgres.config.ts --name …` writes the next migration of PostgreSQL. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/postgres/schema/table.ts',
  out: './migrations/postgres',
})
