import { globSync } from 'node:fs'

const folder = new URL('../', import.meta.url)

/**
 * The test files that `npm test` runs, by process. Patterns as `globSync` reads them, relative to `test/`. The processes
 * start in the order of their names, three at a time. The largest have the first names, so that no long one runs alone at
 * the end.
 */
const patterns = {
  'api-delivery': ['http/*.test.ts', 'http/{access,cache,delivery,limit,message,problem,server,service}/**/*.test.ts'],
  'api-editorial': ['http/editorial/**/*.test.ts'],
  change: ['{change,openapi,search,security}/**/*.test.ts'],
  // PostgreSQL, compiled to WebAssembly, would slow down tests in the same process.
  contract: ['postgres/pglite-contract.test.ts'],
  database: ['{editorial,postgres}/**/!(pglite-contract).test.ts', 'store/**/!(schema).test.ts'],
  domain: ['!(regular-expression).test.ts', '{bench,domain,render,suite,syndication}/**/*.test.ts'],
  importer: ['importer/**/*.test.ts'],
  // It watches how modules build expressions as they load, so nothing may have loaded them before.
  'regular-expression': ['regular-expression.test.ts'],
  // drizzle-kit adds a method to all arrays, which other tests must not see.
  schema: ['store/schema.test.ts'],
}

export type Suite = keyof typeof patterns

export const suites = Object.keys(patterns) as Suite[]

/** URLs of the files, in the order of their names. */
export function filesOf(suite: Suite): string[] {
  return globSync(patterns[suite], { cwd: folder })
    .map(file => new URL(file.replaceAll('\\', '/'), folder).href)
    .toSorted()
}
