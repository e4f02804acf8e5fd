import { defineConfig } from 'drizzle-kit'

/** `drizzle-kit generate --name …` writes the next migration; `src/store/sqlite/database/migrate.ts` says what to add by hand. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/store/schema/*.ts',
  out: './migrations/sqlite',
})
