import type { Source } from './source.ts'

/**
 * The parts of `src` that each part may import, in addition to itself:
 * `domain ← search ← store`, `domain ← render ← importer, syndication, editorial, change ← http, cli ← app ← main`.
 */
const allowed: Record<string, readonly string[]> = {
  domain: [],
  config: ['domain'],
  client: ['domain'],
  outbound: [],
  search: ['domain'],
  store: ['domain', 'search'],
  render: ['domain'],
  importer: ['domain', 'render'],
  syndication: ['domain', 'render'],
  editorial: ['domain', 'render', 'importer'],
  change: ['domain', 'render', 'syndication', 'editorial', 'outbound'],
  http: ['domain', 'search', 'render', 'importer', 'syndication', 'editorial', 'change', 'store', 'config', 'outbound'],
  thread: ['domain', 'search', 'importer', 'editorial', 'store', 'http'],
  cli: [
    'domain',
    'render',
    'importer',
    'syndication',
    'editorial',
    'change',
    'store',
    'http',
    'config',
    'thread',
    'outbound',
  ],
  app: [
    'domain',
    'search',
    'render',
    'importer',
    'syndication',
    'editorial',
    'change',
    'store',
    'http',
    'config',
    'outbound',
  ],
  main: [
    'domain',
    'search',
    'render',
    'importer',
    'syndication',
    'editorial',
    'change',
    'store',
    'http',
    'cli',
    'config',
    'app',
    'thread',
    'outbound',
  ],
}

/** Rooms of a part that must not import each other. */
const apart: readonly RegExp[] = [/^src\/(importer\/format\/[^/]+)\//, /^src\/(http\/(?:delivery|editorial|service))\//]

/** Engines of a port, which only the store itself may import. */
const engines = /^src\/store\/(?:sqlite|postgres|rows|schema)\//

/** What all engines share, and the engines, which it must not import. */
const shared = /^src\/store\/(?:rows|schema)\//
const database = /^src\/store\/(?:sqlite|postgres)\//

/** Packages, and built-in modules, that only some parts may import. `*` ends a prefix. */
const reserved: Record<string, readonly string[]> = {
  'better-sqlite3': ['store'],
  'drizzle-orm*': ['store'],
  pg: ['store'],
  'fastify*': ['http', 'app'],
  '@fastify/*': ['http', 'app'],
  '@opentelemetry/*': ['http'],
  commander: ['cli'],
  'close-with-grace': ['main'],
  'node:fs*': ['store', 'importer', 'cli', 'main', 'http', 'app', 'editorial'],
  'node:http*': ['http', 'app', 'cli', 'outbound'],
  'node:net': ['http', 'app', 'cli', 'outbound'],
  'node:child_process': ['main'],
  'node:process': ['main'],
}

/** Imports in the wrong direction, of missing files, or of modules that the part must not use. */
export function wrongEdges(sources: ReadonlyMap<string, Source>): string[] {
  return [...sources.values()].flatMap(source => {
    const from = partOf(source.path)
    if (!(from in allowed)) return [`${source.path}: no part of the system is called "${from}"`]
    return [
      ...source.files.flatMap(target => wrongFile(source.path, from, target, sources)),
      ...source.modules.filter(name => !name.startsWith('.')).flatMap(name => wrongPackage(source.path, from, name)),
    ]
  })
}

/** Each cycle of imports once, as the way around it. */
export function cycles(sources: ReadonlyMap<string, Source>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push(`cycle: ${[...way.slice(way.indexOf(path)), path].join(' → ')}`)
      return
    }
    if (done.has(path)) return
    for (const target of sources.get(path)?.files ?? []) visit(target, [...way, path])
    done.add(path)
  }
  for (const path of sources.keys()) visit(path, [])
  return found
}

function wrongFile(path: string, from: string, target: string, sources: ReadonlyMap<string, Source>): string[] {
  if (!target.startsWith('src/')) return [`${path}: imports ${target}, which is outside src`]
  if (!sources.has(target)) return [`${path}: imports ${target}, which does not exist`]
  if (shared.test(path) && database.test(target)) return [`${path}: imports ${target}; only an engine knows itself`]
  if (engines.test(target) && from !== 'store') return [`${path}: imports ${target}; only src/store knows an engine`]
  const to = partOf(target)
  for (const room of apart) {
    const [own, other] = [room.exec(path)?.[1], room.exec(target)?.[1]]
    if (own && other && own !== other) return [`${path}: ${own} must not import ${other} (${target})`]
  }
  if (to === from || allowed[from]?.includes(to)) return []
  return [`${path}: ${from} must not import ${to} (${target})`]
}

function wrongPackage(path: string, from: string, name: string): string[] {
  if (from === 'domain' && name !== 'zod') return [`${path}: domain imports zod and itself only, not ${name}`]
  const rule = Object.keys(reserved).find(key => (key.endsWith('*') ? name.startsWith(key.slice(0, -1)) : name === key))
  if (rule === undefined || reserved[rule]?.includes(from)) return []
  return [`${path}: ${from} must not import ${name}`]
}

/** `src/http/delivery/x.ts` belongs to http, `src/app.ts` to app. */
function partOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? ''
}
