import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { threadModules } from './src/thread/pool.ts'

/**
 * `npm run build [-- --out <folder>]`: builds the JavaScript of the package into `dist/`. Modules and dependencies are
 * bundled, because finding and reading a thousand files dominates the start time.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: join(import.meta.dirname, 'dist') } } })

/** Replaces the module that loads Drizzle as CommonJS: only ES modules can be bundled without their unused parts. */
const drizzleModules: Plugin = {
  name: 'drizzle-modules',
  setup: ({ onLoad }) =>
    onLoad({ filter: /rows[\\/]database[\\/]drizzle\.ts$/ }, () => ({
      contents: ['', '/sqlite-core', '/better-sqlite3'].map(name => `export * from 'drizzle-orm${name}'`).join('\n'),
      resolveDir: import.meta.dirname,
    })),
}

await rm(values.out, { recursive: true, force: true })
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts', ...threadModules.map(name => `src/thread/${name}.ts`)],
  outdir: values.out,
  chunkNames: 'chunk/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  logLevel: 'warning',
  plugins: [drizzleModules],
  // Packages with native code, with files of their own, or loaded on demand.
  external: [
    '@orama/stemmers',
    '@fastify/static',
    '@fastify/swagger',
    '@scalar/fastify-api-reference',
    'better-sqlite3',
    'linkedom',
    'piscina',
  ],
  // Globals that CommonJS dependencies expect.
  banner: {
    js: `import { createRequire as makeRequire } from 'node:module'
const require = makeRequire(import.meta.url), { dirname: __dirname, filename: __filename } = import.meta`,
  },
})
