import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createProgram } from '../src/cli/program.ts'
import type { Shell } from '../src/cli/shell.ts'
import { environment, settingsTable } from '../src/config/environment.ts'
import { errors } from '../src/domain/error.ts'
import { importers } from '../src/importer/importers.ts'
import { build } from './build.ts'
import * as docs from './docs/readme.ts'

const root = new URL('..', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const exists = (path: string) => existsSync(fileURLToPath(new URL(path, root)))

const readme = read('README.md')
const openapi: { paths: Record<string, object> } = JSON.parse(read('openapi/openapi.json'))
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
  reservePort: unused,
  clock: unused,
  newId: unused,
  openStore: unused,
  migrateStore: unused,
  listen: unused,
  openThread: unused,
  openapi: unused,
}
const commands = createProgram('0.0.0', shell, unused).commands.flatMap(one =>
  one.commands.length > 0 ? one.commands : one,
)

t.test('README: the table of settings is the one that the schema gives', async t => {
  t.ok(docs.section(readme, 'Settings').includes(settingsTable()), 'put the text of settingsTable() under "Settings"')
})

t.test('README and Dockerfile name no setting that does not exist', async t => {
  const known = [...Object.keys(environment.shape), 'NODE_ENV']
  t.strictSame(docs.lacking(docs.variables(readme), known), [])
  const image = [...read('Dockerfile').matchAll(/(?:^ENV |^\s+)([A-Z_]+)=/gm)].map(([, name = '']) => name)
  t.strictSame(docs.lacking(image, known), [])
})

t.test('README: every error code has its row, and no other', async t => {
  const rows = docs.namesInRows(docs.section(readme, 'Errors'))
  t.strictSame(docs.lacking(Object.keys(errors), rows), [], 'missing')
  t.strictSame(docs.lacking(rows, Object.keys(errors)), [], 'unknown')
})

t.test('README: every importer has its row, and no other', async t => {
  const names = importers.map(importer => importer.name)
  const rows = docs.firstCells(docs.section(readme, 'Importing')).map(cell => cell.replaceAll('`', ''))
  t.strictSame(docs.lacking(names, rows), [], 'missing')
  t.strictSame(docs.lacking(rows, names), [], 'unknown')
})

t.test('every route is in the OpenAPI document with a summary, and README names none that does not answer', async t => {
  const silent = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { summary }]) => (summary ? [] : [`${method} ${path}`])),
  )
  t.strictSame(silent, [])
  const { app } = await build(t)
  const asked = docs.addresses(readme).filter(path => !(path in openapi.paths))
  const answers = await Promise.all(
    asked.filter(path => !path.includes('{')).map(async url => [url, await app.inject({ url })] as const),
  )
  const missing = answers.filter(([, { statusCode, body }]) => statusCode === 404 && body.includes('route-not-found'))
  t.strictSame(
    missing.map(([url]) => url),
    [],
  )
  const templates = docs.addresses(readme).filter(path => path.includes('{'))
  t.strictSame(docs.lacking(templates, Object.keys(openapi.paths)), [])
})

t.test('README: every command has its row with its arguments, and no other', async t => {
  const usages = commands.map(command => {
    const args = command.registeredArguments.map(arg => {
      const name = `${arg.name()}${arg.variadic ? '...' : ''}`
      return arg.required ? `<${name}>` : `[${name}]`
    })
    const group = command.parent?.parent ? [command.parent.name()] : []
    return [...group, command.name(), ...args].join(' ')
  })
  const rows = docs.firstCells(docs.section(readme, 'Command line')).filter(cell => /^`[a-z]/.test(cell))
  t.strictSame(rows.map(cell => cell.replaceAll('`', '')).sort(), usages.sort())
})

t.test('README: every option of a command is named, and no other', async t => {
  const known = commands.flatMap(command => command.options.flatMap(option => option.long ?? []))
  const named = docs.options(docs.section(readme, 'Command line'))
  t.strictSame(docs.lacking(known, named), [], 'missing')
  t.strictSame(docs.lacking(docs.options(docs.section(readme, 'Importing')), [...known, '--help']), [], 'unknown')
  t.strictSame(docs.lacking(named, [...known, '--help']), [], 'unknown')
})

t.test('README: the npm scripts that it runs exist, and the files that scripts run', async t => {
  t.strictSame(docs.lacking(docs.npmScripts(readme), Object.keys(scripts)), [])
  const files = Object.values(scripts).flatMap(script => script.match(/(?<=node (?:--watch )?|-p )\w[\w./-]+/g) ?? [])
  t.strictSame(
    files.filter(file => !exists(file)),
    [],
  )
  t.ok(files.length > 0)
})

t.test('README: the first screen says the two commands', async t => {
  const [screen = ''] = readme.split(/^## /m)
  t.match(screen, 'npm ci && npm start')
  t.match(screen, 'npm ci && npm test')
  t.ok(screen.split('\n').length < 25)
})

t.test('README: links within the repository lead somewhere, and no place is left to be filled in', async t => {
  const known = docs.anchors(readme).map(anchor => `#${anchor}`)
  const dead = docs
    .localLinks(readme)
    .filter(target => (target.startsWith('#') ? !known.includes(target) : !exists(target)))
  t.strictSame(dead, [])
  t.strictSame(readme.match(/<!-- [\w-]+ -->(?=\s+## )|TODO|TBD|FIXME/g), null)
})

t.test('README: the compatibility promise stands, all ten points', async t => {
  const points = docs.section(readme, 'Compatibility promise').match(/^\d+\. /gm) ?? []
  t.strictSame(
    points,
    Array.from({ length: 10 }, (_, index) => `${index + 1}. `),
  )
})

t.test('LICENSE is there, and is the one that package.json and README name', async t => {
  t.match(read('LICENSE'), /^MIT License/)
  t.match(JSON.parse(read('package.json')), { license: 'MIT' })
  t.match(readme, '[MIT](LICENSE)')
})

t.test('the checks see what a page says and what it lacks', async t => {
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
  t.strictSame(docs.lacking(['a', 'b'], ['b', 'c']), ['a'])
})
