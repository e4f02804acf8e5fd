import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createProgram } from '../src/cli/program.ts'
import type { Shell } from '../src/cli/shell.ts'
import { environment, settingsTable } from '../src/config/environment.ts'
import { block } from '../src/domain/body/block.ts'
import { errors } from '../src/domain/error.ts'
import { importers } from '../src/importer/importers.ts'
import { build } from './build.ts'
import * as docs from './docs/page.ts'
import { hasMembers } from './has-members.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The pages for users and contributors, by path. */
const files = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'openapi/CHANGES.md',
  ...globSync('{docs,examples}/**/*.md', { cwd: root }),
]
const pages = new Map(files.map(path => [path, read(path)]))
const page = (path: string) => pages.get(path) ?? ''
const guides = [...pages].filter(([path]) => path.startsWith('docs/'))
const product = [page('README.md'), page('SECURITY.md'), ...guides.map(([, text]) => text)].join('\n')

const openapi: { paths: Record<string, object>; components: { headers: Record<string, object> } } = JSON.parse(
  read('openapi/openapi.json'),
)
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))

function unused(): never {
  throw new Error('the documentation tests run no command')
}

const shell: Shell = {
  out: unused,
  write: unused,
  err: unused,
  redraw: undefined,
  config: unused,
  settings: unused,
  reservePort: unused,
  clock: unused,
  newId: unused,
  openStore: unused,
  migrateStore: unused,
  checkStore: unused,
  storeStatus: unused,
  openTelemetry: unused,
  listen: unused,
  programVersion: unused,
  startFolderThread: unused,
  openapi: unused,
}
const commands = createProgram('0.0.0', shell, unused).commands.flatMap(one =>
  one.commands.length > 0 ? one.commands : one,
)

t.test('docs/settings.md has the table of settings of the schema', async t => {
  t.ok(page('docs/settings.md').includes(settingsTable()), 'run npm run docs')
})

t.test('docs and Dockerfile name no setting that does not exist', async t => {
  const known = [...Object.keys(environment.shape), 'NODE_ENV']
  t.strictSame(docs.missing(docs.variables(product), known), [])
  const image = [...read('Dockerfile').matchAll(/(?:^ENV |^\s+)([A-Z_]+)=/gm)].map(([, name = '']) => name)
  t.strictSame(docs.missing(image, known), [])
})

t.test('docs/errors.md has one row for each error code', async t => {
  const rows = docs.firstCells(docs.section(page('docs/errors.md'), 'Codes')).map(cell => cell.replaceAll('`', ''))
  t.strictSame(rows.toSorted(), Object.keys(errors).toSorted())
})

t.test('docs/importing.md has one row for each importer', async t => {
  const table = page('docs/importing.md').match(/<!-- importers -->([\s\S]*?)<!-- \/importers -->/)?.[1] ?? ''
  const rows = docs.firstCells(table).map(cell => cell.replaceAll('`', ''))
  t.strictSame(
    rows,
    importers.map(importer => importer.name),
  )
})

t.test('every route is in the OpenAPI document with a summary, and every address in the docs is a route', async t => {
  const silent = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { summary }]) => (summary ? [] : [`${method} ${path}`])),
  )
  t.strictSame(silent, [])
  const { app } = await build(t)
  const asked = docs.addresses(product).filter(path => !(path in openapi.paths))
  const answers = await Promise.all(
    asked.filter(path => !path.includes('{')).map(async url => [url, await app.inject({ url })] as const),
  )
  const missing = answers.filter(([, { statusCode, body }]) => statusCode === 404 && body.includes('route-not-found'))
  t.strictSame(
    missing.map(([url]) => url),
    [],
  )
  const templates = docs.addresses(product).filter(path => path.includes('{'))
  t.strictSame(docs.missing(templates, Object.keys(openapi.paths)), [])
})

t.test('the guides name every route and every response header of the OpenAPI document', async t => {
  const named = new Set(docs.codes(product).flatMap(code => code.split(/[\s?,]+/)))
  // The docs name one format of each feed of a term.
  const paths = Object.keys(openapi.paths).map(path =>
    path.replace(/(\/\{\w+\}\/)(?:atom|feed|ninjs)\.\w+$/, '$1rss.xml'),
  )
  t.strictSame(docs.missing(new Set(paths), named), [])
  t.strictSame(docs.missing(Object.keys(openapi.components.headers), named), [])
})

t.test('docs/operating.md has one row for each command, with its arguments', async t => {
  const usages = commands.map(command => {
    const args = command.registeredArguments.map(arg => {
      const name = `${arg.name()}${arg.variadic ? '...' : ''}`
      return arg.required ? `<${name}>` : `[${name}]`
    })
    const group = command.parent?.parent ? [command.parent.name()] : []
    return [...group, command.name(), ...args].join(' ')
  })
  const rows = docs.firstCells(docs.section(page('docs/operating.md'), 'Command line'))
  const named = rows.filter(cell => /^`[a-z]/.test(cell)).map(cell => cell.replaceAll('`', ''))
  t.strictSame(named.sort(), usages.sort())
})

t.test('docs/operating.md names every option of a command, and the docs name no other', async t => {
  const known = commands.flatMap(command => command.options.flatMap(option => option.long ?? []))
  const named = docs.options(docs.section(page('docs/operating.md'), 'Command line'))
  t.strictSame(docs.missing(known, named), [], 'missing')
  t.strictSame(docs.missing(named, [...known, '--help']), [], 'unknown')
  t.strictSame(docs.missing(docs.options(page('docs/importing.md')), [...known, '--help']), [], 'unknown')
})

t.test('the npm scripts in the docs exist, and so do the files that scripts run', async t => {
  const all = [product, page('CONTRIBUTING.md')].join('\n')
  t.strictSame(docs.missing(docs.npmScripts(all), Object.keys(scripts)), [])
  const run = Object.values(scripts).flatMap(script => script.match(/(?<=node (?:--watch )?|-p )\w[\w./-]+/g) ?? [])
  t.strictSame(
    run.filter(file => !existsSync(join(root, file))),
    [],
  )
  t.ok(run.length > 0)
})

t.test('README has at most 150 lines, and the two commands on the first screen', async t => {
  const readme = page('README.md')
  const [screen = ''] = readme.split(/^## /m)
  t.match(screen, 'npm ci && npm start')
  t.match(screen, 'npm ci && npm test')
  t.ok(screen.split('\n').length < 25)
  t.ok(readme.split('\n').length <= 150)
})

t.test('every link of a page within the repository leads to a file and a heading', async t => {
  const dead = [...pages].flatMap(([path, text]) =>
    docs.localLinks(text).flatMap(target => {
      const [file = '', anchor] = target.split('#')
      const to = file === '' ? path : join(dirname(path), file)
      const found = existsSync(join(root, to)) && (anchor === undefined || docs.anchors(read(to)).includes(anchor))
      return found ? [] : [`${path}: ${target}`]
    }),
  )
  t.strictSame(dead, [])
})

t.test('README links to every guide', async t => {
  const linked = docs.localLinks(page('README.md'))
  t.strictSame(
    docs.missing(
      guides.map(([path]) => path),
      linked,
    ),
    [],
  )
})

t.test('every guide begins with one title and a short paragraph, and has no placeholder', async t => {
  for (const [path, text] of guides) {
    t.match(text, /^# [A-Z][^\n]*\n\n[A-Z][^\n]{0,300}\.\n/, path)
    t.equal(text.replace(/^```[\s\S]*?^```/gm, '').match(/^# /gm)?.length, 1, `${path}: titles`)
    t.equal(text.match(/<!-- [\w-]+ -->(?=\s+## )|TODO|TBD|FIXME/g), null, path)
  }
})

t.test('docs/api.md has one row for each type of block', async t => {
  const table = docs.section(page('docs/api.md'), 'Articles').split('### Render the blocks')[1] ?? ''
  const types = block.options.map(one => one.shape.type.value)
  t.strictSame(
    docs.firstCells(table).map(cell => cell.replaceAll('`', '')),
    types,
  )
})

t.test('docs/api.md has the ten points of the compatibility promise', async t => {
  const points = docs.section(page('docs/api.md'), 'Compatibility promise').match(/^\d+\. /gm) ?? []
  t.strictSame(
    points,
    Array.from({ length: 10 }, (_, index) => `${index + 1}. `),
  )
})

t.test('docs/architecture.md names every folder of src, and only paths that exist', async t => {
  const named = docs.codes(page('docs/architecture.md')).filter(code => /^(?:src|test)\/[\w./-]+$/.test(code))
  t.strictSame(
    named.filter(path => !existsSync(join(root, path))),
    [],
  )
  const folders = globSync('src/{*,*/*}/', { cwd: root }).filter(path => statSync(join(root, path)).isDirectory())
  t.strictSame(
    docs.missing(
      folders.filter(path => !path.endsWith('/route')),
      named,
    ),
    [],
  )
})

t.test('docs/glossary.md defines its terms in alphabetical order, and the other guides use each of them', async t => {
  const [, ...entries] = page('docs/glossary.md').split(/^### /m)
  const terms = entries.map(entry => entry.split('\n')[0] ?? '')
  t.ok(terms.length > 20)
  t.strictSame(terms, terms.toSorted())
  for (const entry of entries) t.match(entry, /^[a-z ]+\n\n[A-Z][^\n]+\.\n+$/, 'each entry is one paragraph')
  const others = guides.flatMap(([path, text]) => (path === 'docs/glossary.md' ? [] : text.toLowerCase())).join('\n')
  t.strictSame(
    terms.filter(term => !new RegExp(`\\b${term}`).test(others)),
    [],
  )
})

t.test('LICENSE is the license that package.json and README name', async t => {
  t.match(read('LICENSE'), /^MIT License/)
  hasMembers(t, JSON.parse(read('package.json')), { license: 'MIT' })
  t.match(page('README.md'), '[MIT](LICENSE)')
})

t.test('the checks find the names, links and anchors of a page', async t => {
  const page = [
    '# A',
    '## Settings',
    'Set `MAX_BODY_BYTES=1` or `HOST=x`; `GET` is none.',
    '| name | says |',
    '|---|---|',
    '| `a-b` | c |',
    '| d | e |',
    '```sh',
    'npm run -s offprint -- import x --publish; npm test',
    'curl http://127.0.0.1:3000/v1/articles?limit=1',
    '```',
    'See [it](#what-it-serves), [this](LICENSE) and [that](https://x.example). `GET /health/live`, `/v1/{ref}/sections`',
    '## What it serves?',
    '`--not-here`',
  ].join('\n')
  const settings = docs.section(page, 'Settings')
  t.strictSame(docs.variables(page), ['MAX_BODY_BYTES', 'HOST'])
  t.strictSame(docs.firstCells(settings), ['`a-b`', 'd'])
  t.strictSame(docs.namesInRows(settings), ['a-b'])
  t.strictSame(docs.options(settings), ['--publish'])
  t.strictSame(docs.npmScripts(page), ['offprint', 'test'])
  t.strictSame(docs.addresses(page), ['/v1/articles', '/health/live', '/v1/{ref}/sections'])
  t.strictSame(docs.localLinks(page), ['#what-it-serves', 'LICENSE'])
  t.strictSame(docs.anchors(page), ['a', 'settings', 'what-it-serves'])
  t.equal(docs.section(page, 'Nothing'), '')
  t.strictSame(docs.missing(['a', 'b'], ['b', 'c']), ['a'])
})
