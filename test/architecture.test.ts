import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { plainSql, plainSqlIn } from './architecture/plain-sql.ts'
import { long, longest, violations } from './architecture/rules.ts'
import { parseSource } from './architecture/source.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function tree(folder: string): Map<string, string> {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
  return new Map(files.sort().map(path => [path, readFileSync(join(root, path), 'utf8')]))
}

t.test('src follows the architecture rules', async t => {
  const files = tree('src')
  t.strictSame(violations(files), [])
  for (const [path, text] of files) {
    const lines = text.trimEnd().split('\n').length
    if (lines > long && path.endsWith('.ts')) t.comment(`${path} has ${lines} lines: consider splitting it`)
  }
})

t.test('src contains only the listed SQL strings', async t => {
  const found = [...tree('src')].map(([path, text]) => [path, plainSqlIn(parseSource(path, text))] as const)
  t.strictSame(Object.fromEntries(found.filter(([, strings]) => strings.length > 0)), plainSql)
})

t.test('the search finds SQL strings in every form', async t => {
  const text = `
    db.all('SELECT 1')
    const update = \`UPDATE print SET slug = \${slug}\`
    handle.pragma('synchronous = OFF')
    sql.raw(\`\${name} DESC\`)
    sql.raw(order)
    statement.raw()
    sql\`SELECT \${value}\`
    throw new Error('select another file')
  `
  t.strictSame(plainSqlIn(parseSource('src/store/a.ts', text)), [
    'SELECT 1',
    'UPDATE print SET slug = {}',
    'synchronous = OFF',
    '{} DESC',
    'raw: order',
  ])
})

const sound: Record<string, string> = {
  'src/domain/slug.ts': "import { z } from 'zod'\nexport const slug = z.string()\n",
  'src/store/open.ts': "import { slug } from '../domain/slug.ts'\nimport { table } from './sqlite/table.ts'\n",
  'src/store/sqlite/table.ts': 'export const table = sql`SELECT value FROM json_each(?) WHERE 1`\n',
  'src/http/delivery/article.ts': "import type { slug } from '../../domain/slug.ts'\nconst names = ['a']\n",
  'src/main.ts': "import { names } from './http/delivery/article.ts'\nexport const path = process.env['PATH']\n",
}

const broken: [rule: string, files: Record<string, string>, message: string | RegExp][] = [
  [
    'an import against the direction',
    { 'src/domain/a.ts': "import { x } from '../store/open.ts'" },
    'src/domain/a.ts: domain must not import store (src/store/open.ts)',
  ],
  [
    'a type import against the direction',
    { 'src/render/a.ts': "import type { x } from '../http/delivery/article.ts'" },
    'src/render/a.ts: render must not import http (src/http/delivery/article.ts)',
  ],
  [
    'a dynamic import against the direction',
    { 'src/editorial/a.ts': "export const x = () => import('../main.ts')" },
    'src/editorial/a.ts: editorial must not import main (src/main.ts)',
  ],
  [
    'an import type against the direction',
    { 'src/store/a.ts': "export type X = import('../render/b.ts').Y", 'src/render/b.ts': 'export type Y = 1' },
    'src/store/a.ts: store must not import render (src/render/b.ts)',
  ],
  [
    'a format that imports another',
    {
      'src/importer/format/ghost/a.ts': "import { x } from '../html/b.ts'",
      'src/importer/format/html/b.ts': 'export const x = 1',
    },
    'src/importer/format/ghost/a.ts: importer/format/ghost must not import importer/format/html (src/importer/format/html/b.ts)',
  ],
  [
    'a room of http that imports another',
    {
      'src/http/service/route/a.ts': "import { x } from '../../delivery/b.ts'",
      'src/http/delivery/b.ts': 'export const x = 1',
    },
    'src/http/service/route/a.ts: http/service must not import http/delivery (src/http/delivery/b.ts)',
  ],
  [
    'an engine outside the store',
    { 'src/http/a.ts': "import { table } from '../store/sqlite/table.ts'" },
    'src/http/a.ts: imports src/store/sqlite/table.ts; only src/store knows an engine',
  ],
  [
    'a package other than zod in the domain',
    { 'src/domain/a.ts': "import { constants } from 'node:fs'" },
    /domain imports zod and itself only, not node:fs/,
  ],
  [
    'the handle of SQLite outside its files',
    { 'src/store/rows/list/a.ts': "import type Sqlite from 'better-sqlite3'" },
    'src/store/rows/list/a.ts: imports better-sqlite3; see test/architecture/plain-sql.ts',
  ],
  [
    'a table that a template names',
    { 'src/store/rows/list/a.ts': 'export const a = sql`EXISTS (SELECT 1 FROM print WHERE 1)`' },
    'src/store/rows/list/a.ts:1: "FROM print" names a table; use its object',
  ],
  [
    'a routine that is made for each call',
    {
      'src/store/rows/list/a.ts':
        'export function create() {\n  return { list: () => run(function* () {}), *page() {} }\n}\nfunction* once() {}',
    },
    'src/store/rows/list/a.ts:2: makes a generator function for each call',
  ],
  [
    'a file that is opened in a new place',
    { 'src/editorial/a.ts': "import { openSync as look, statSync } from 'node:fs'" },
    'src/editorial/a.ts:1: opens files (openSync); see test/architecture/file-access.ts',
  ],
  [
    'a file that is opened through the whole module',
    { 'src/cli/a.ts': "import fs from 'node:fs/promises'" },
    'src/cli/a.ts:1: opens files (node:fs/promises); see test/architecture/file-access.ts',
  ],
  [
    'a file that is opened through a dynamic import',
    { 'src/http/a.ts': "export const f = () => import('@fastify/static')" },
    'src/http/a.ts:1: opens files (@fastify/static); see test/architecture/file-access.ts',
  ],
  [
    'a package that only other parts may import',
    { 'src/render/a.ts': "import { fastify } from 'fastify'" },
    /render must not import fastify/,
  ],
  [
    'an import of a missing file',
    { 'src/domain/a.ts': "import './b.ts'" },
    /imports src\/domain\/b.ts, which does not exist/,
  ],
  [
    'an import from outside src',
    { 'src/domain/a.ts': "import '../../test/b.ts'" },
    /imports test\/b.ts, which is outside src/,
  ],
  ['an unknown part', { 'src/magic/a.ts': '' }, 'src/magic/a.ts: no part of the system is called "magic"'],
  [
    'a cycle, also of types',
    { 'src/domain/a.ts': "import { b } from './b.ts'", 'src/domain/b.ts': "import type { a } from './a.ts'" },
    'cycle: src/domain/a.ts → src/domain/b.ts → src/domain/a.ts',
  ],
  [
    'a file that is too long',
    { 'src/domain/a.ts': '\n'.repeat(longest).concat('1') },
    `src/domain/a.ts: 401 lines; the limit is 400`,
  ],
  ['a barrel', { 'src/domain/a.ts': "export * from './slug.ts'" }, 'src/domain/a.ts:1: re-exports another file'],
  ['a named re-export', { 'src/domain/a.ts': "export { slug } from './slug.ts'" }, /re-exports another file/],
  [
    'a folder with a vague name',
    { 'src/domain/utils/a.ts': '' },
    'src/domain/utils/a.ts: "utils" is vague; name what it contains',
  ],
  [
    'a name that is not kebab-case',
    { 'src/domain/termStore.ts': '' },
    'src/domain/termStore.ts: "termStore" is not kebab-case',
  ],
  [
    'a read of the environment outside src/main.ts',
    { 'src/app.ts': 'export const x = process.env' },
    /src\/app.ts:1: `process.env` is read in src\/main.ts only/,
  ],
  ['any', { 'src/domain/a.ts': '\nexport function f(x: any[]) {}' }, 'src/domain/a.ts:2: `any`'],
  [
    'a non-null assertion',
    { 'src/domain/a.ts': 'export const f = (x?: string) => x!' },
    'src/domain/a.ts:1: non-null `!`',
  ],
  [
    'a suppression',
    { 'src/domain/a.ts': '// @ts-expect-error\n' },
    'src/domain/a.ts: contains the suppression @ts-expect-error',
  ],
  ['console', { 'src/domain/a.ts': "console.log('x')" }, 'src/domain/a.ts:1: `console`'],
  ['a default export', { 'src/domain/a.ts': 'export default 1' }, 'src/domain/a.ts:1: default export'],
  [
    'a default export of a function',
    { 'src/domain/a.ts': 'export default function f() {}' },
    'src/domain/a.ts:1: default export',
  ],
  ['an enum', { 'src/domain/a.ts': 'enum A { B }' }, 'src/domain/a.ts:1: `enum`'],
  ['a module-level variable', { 'src/domain/a.ts': 'let count = 0' }, 'src/domain/a.ts:1: module state "count"'],
  [
    'a module-level cache',
    { 'src/domain/a.ts': 'const seen = new Map<string, string>()' },
    'src/domain/a.ts:1: module state "seen"',
  ],
  [
    'the clock in a pure part',
    { 'src/domain/a.ts': 'export const now = () => Date.now()' },
    /Date.now makes the result depend on time or chance; take it as a parameter/,
  ],
  [
    'a tree without comments',
    { 'src/domain/a.ts': "export const a1 = '// no comment'\n".repeat(300), 'src/domain/b.ts': 'f()\n'.repeat(300) },
    'src: 0.0 % of lines are comments; the limits are 5 and 20 %',
  ],
  [
    'too many comments',
    { 'src/domain/a.ts': '/** x */\n'.repeat(200), 'src/domain/b.ts': 'f()\n'.repeat(350) },
    /^src: 3\d\.\d % of lines/,
  ],
]

t.test('a tree that follows the rules has no violations', async t => {
  t.strictSame(violations(new Map(Object.entries(sound))), [])
})

for (const [rule, files, message] of broken) {
  t.test(`the rules report ${rule}`, async t => {
    const [first, ...more] = violations(new Map(Object.entries({ ...sound, ...files })))
    t.match(first, message)
    t.strictSame(more, [])
  })
}

t.test('the rules do not report code that only looks like a violation', async t => {
  const text = [
    "export const words = 'any enum console.log process.env export default'",
    '/** `any` enum console.log, @ts-free, let x */',
    'export const pattern = /["\'`]import x from "y"/',
    'export function f(log: { console: string }, all: Promise<1>[]) {',
    '  switch (log.console) { default: return Promise.any(all) }',
    '}',
    'const known = new Set([1])',
    'export const has = (x: number) => known.has(x)',
  ]
  t.strictSame(violations(new Map([['src/domain/a.ts', text.join('\n')]])), [])
})
