import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { desk } from '../http/editorial/desk.ts'
import { outspoken } from '../http/sample.ts'
import { resolved } from './resolved.ts'

const folder = new URL('../../examples/articles/', import.meta.url)
const document = resolved()

type Example = { example?: unknown; examples?: unknown[] }

function exampleOf(parameter: { schema: Example } & Example): string | undefined {
  const { example, examples } = parameter
  const found = example ?? examples?.[0] ?? parameter.schema.example ?? parameter.schema.examples?.[0]
  // `npm start` serves at this address by default.
  return found === undefined ? undefined : String(found).replace('http://127.0.0.1:3000', outspoken.publicUrl)
}

t.test('examples of parameters match the articles that npm start serves', async t => {
  const { app, make } = await desk(t, { site: outspoken })
  for (const file of readdirSync(folder)) await make({ text: readFileSync(new URL(file, folder), 'utf8') }, true)
  const ferries = 'harbour-trust-buys-two-electric-ferries'
  const viewed = await app.inject({
    method: 'POST',
    url: `/v1/articles/${ferries}/views`,
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  })
  t.equal(viewed.statusCode, 204)
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (!get || path.startsWith('/v1/editorial') || ['/v1/stream', '/metrics'].includes(path)) continue
    const filled = (get.parameters ?? []).map(one => ({ ...one, value: exampleOf(one) }))
    const inPath = new Map(filled.filter(one => one.in === 'path').map(({ name, value }) => [name, value ?? 'none']))
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => inPath.get(name) ?? 'none')
    const inQuery = filled.filter(one => one.in === 'query')
    // A search needs a query or a cursor.
    const isNeeded = ({ name, required }: { name: string; required?: boolean }) =>
      required === true || (path === '/v1/search' && name === 'q')
    const needed = inQuery.filter(isNeeded)
    const others = inQuery.filter(one => !isNeeded(one) && one.value !== undefined)
    // "Try it out" of /docs sends all examples at once.
    for (const more of others.length > 0 ? [[], others] : [[]]) {
      const query = [...needed, ...more].map(({ name, value = '' }) => `${name}=${encodeURIComponent(value)}`).join('&')
      const { statusCode, body } = await app.inject(query === '' ? url : `${url}?${query}`)
      t.equal(statusCode, path === '/v1/resolve' ? 308 : 200, `${url}?${query}`)
      if (/^\{"items":/.test(body)) t.not(JSON.parse(body).items.length, 0, `${url}?${query} has items`)
    }
  }
})

t.test('examples of the export and the stream are valid articles and tombstones', async t => {
  const ajv = new Ajv2020({ strict: false, schemas: [{ ...document, $id: 'document' }] })
  addFormats.default(ajv)
  const example = (path: string, type: string) => {
    const { schema } = document.paths[path]?.['get']?.responses['200']?.content?.[type] ?? { schema: {} }
    return String(Object(schema['examples'])[0] ?? schema['example'])
  }
  const valid = (name: string, text: string) =>
    ajv.validate({ $ref: `document#/components/schemas/${name}` }, JSON.parse(text))
  const [line = ''] = example('/v1/export.ndjson', 'application/x-ndjson').split('\n')
  t.ok(valid('Article', line), ajv.errorsText())
  const data = /^data: (.*)$/m.exec(example('/v1/stream', 'text/event-stream'))?.[1] ?? ''
  t.ok(valid('Tombstone', data), ajv.errorsText())
})
