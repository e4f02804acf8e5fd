import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { threadModules } from './src/thread/pool.ts'

/**
 * `npm run build [-- --out <folder>]`: makes the JavaScript of the package, in `dist/`. What a start loads is put together
 * with its dependencies: to find and read a thousand files takes longer than all that is done with them.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: join(import.meta.dirname, 'dist') } } })

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
  // They hold native code, find files beside their own, or are loaded only when they are used.
  external: [
    '@fastify/static',
    '@fastify/swagger',
    '@fastify/swagger-ui',
    'better-sqlite3',
    'eld',
    'linkedom',
    'piscina',
  ],
  // What CommonJS takes for granted, for the dependencies that are written in it.
  banner: {
    js: `import { createRequire as makeRequire } from 'node:module'
const require = makeRequire(import.meta.url), { dirname: __dirname, filename: __filename } = import.meta`,
  },
})
