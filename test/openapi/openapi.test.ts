import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { openapiText } from '../../src/main/openapi.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { resolved } from './resolved.ts'

type Node = Record<string, unknown>
type Visit = { node: Node; path: string }

const text = await openapiText()
const document: Node = JSON.parse(text)
const schemas = record(record(document['components'])['schemas'])
const operations = Object.entries(resolved(document).paths).flatMap(([path, item]) =>
  Object.entries(record(item)).map(([method, operation]) => ({
    name: `${method} ${path}`,
    path,
    operation: record(operation),
  })),
)
const committed = new URL('../../openapi/openapi.json', import.meta.url)

t.test('openapi/openapi.json is up to date (run npm run openapi)', async t => {
  t.ok(readFileSync(committed, 'utf8') === `${text}\n`)
})

t.test('GET /openapi.json serves the same document with the public address as server', async t => {
  const { app } = await build(t)
  const { body } = await app.inject('/openapi.json')
  t.strictSame(JSON.parse(body), { ...document, servers: [{ url: 'https://news.example.org' }] })
})

t.test('the document is OpenAPI 3.1 with a licence and declared tags', async t => {
  hasMembers(t, document, {
    openapi: /^3\.1\./,
    info: { title: 'Offprint', version: '1.0', license: { identifier: 'MIT' } },
  })
  const known = (document['tags'] as Node[]).map(tag => tag['name'])
  for (const { name, operation } of operations) t.ok(known.includes((operation['tags'] as string[])[0]), name)
})

t.test('every operation has a unique id, a summary, and a schema for every answer with a body', async t => {
  const ids = operations.map(({ operation }) => operation['operationId'])
  t.equal(new Set(ids).size, ids.length)
  for (const { name, operation } of operations) {
    t.match(operation['operationId'], /^[a-z][A-Za-z]+$/, name)
    t.match(operation['summary'], /^[A-Z].*[^.]$/, name)
    const responses = record(operation['responses'])
    const good = Object.keys(responses).filter(status => /^(?:2\d\d|308)$/.test(status))
    t.ok(good.length > 0 && responses['default'], `${name} has a success response and a default response`)
    for (const [status, response] of Object.entries(responses)) {
      const content = Object.values(record(record(response)['content']))
      t.ok(record(response)['description'], `${name} ${status}`)
      t.equal(content.length > 0, !['204', '301', '304', '308'].includes(status), `${name} ${status} has a body`)
      for (const media of content) t.ok(record(media)['schema'], `${name} ${status} has a schema`)
      if (status === 'default' || Number(status) >= 400) {
        const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
        // Addresses for browsers answer errors with a page.
        const isPage =
          'text/html' in record(record(responses['200'])['content']) && String(operation['tags']) === 'Syndication'
        const page = { 'text/html': { schema: { type: 'string' } } }
        // A client for news items receives a withdrawal as an item.
        const isItem = name.endsWith('.ninjs.json') && name.startsWith('get /v1/articles') && status === '410'
        const item = { 'application/json': { schema: { $ref: '#/components/schemas/NewsItem' } } }
        const wanted = { ...problem, ...(isPage && page), ...(isItem && item) }
        t.strictSame(record(record(response)['content']), wanted, `${name} ${status} has the media types of an error`)
      }
    }
  }
})

t.test('every path parameter and every query parameter is described', async t => {
  for (const { name, path, operation } of operations) {
    const parameters = (operation['parameters'] ?? []) as Node[]
    const inPath = parameters.filter(one => one['in'] === 'path').map(one => `{${one['name']}}`)
    t.strictSame(inPath, path.match(/\{\w+\}/g) ?? [], name)
    for (const one of parameters) {
      t.ok(record(one['schema'])['type'], `${name} ${one['name']}`)
      if (one['in'] === 'query') t.ok(one['description'], `${name} ${one['name']}`)
      if (record(one['schema'])['type'] === 'array') hasMembers(t, one, { style: 'form', explode: false })
    }
  }
})

t.test('schemas of answers are open, and schemas of requests refuse unknown members', async t => {
  const answered = namesIn(operations.map(({ operation }) => operation['responses']))
  const asked = namesIn(operations.map(({ operation }) => operation['requestBody']))
  const closed = Object.keys(schemas).filter(name => record(schemas[name])['additionalProperties'] === false)
  const wanted = [...asked].filter(name => !answered.has(name) && record(schemas[name])['properties'])
  t.strictSame(closed.toSorted(), wanted.toSorted())
})

t.test('If-Match is required exactly where its absence causes 428', async t => {
  const free = operations.filter(({ operation }) => {
    const match = ((operation['parameters'] ?? []) as Node[]).find(one => one['name'] === 'if-match')
    return '428' in record(operation['responses']) !== (match?.['required'] === true)
  })
  t.strictSame(
    free.map(({ name }) => name),
    [],
  )
})

t.test('every member of a merge patch is optional and may be null', async t => {
  const patches = operations.filter(({ name }) => name.startsWith('patch '))
  const found = namesIn(patches.map(({ operation }) => operation['requestBody']))
  const names = [...found].filter(name => /(?:Patch|Change)$/.test(name))
  t.ok(['ArticlePatch', 'KeyChange', 'SectionPatch', 'TakeawayPatch', 'TermChange'].every(name => found.has(name)))
  t.ok(
    ['SourcePatch', 'RightsPatch', 'LicensePatch', 'ImagePatch'].every(name => found.has(name)),
    'nested patches are among them',
  )
  for (const name of names) {
    const { required, properties } = record(schemas[name])
    t.equal(required, undefined, name)
    for (const member of Object.values(record(properties))) {
      hasMembers(t, member, { anyOf: [{}, { type: 'null' }] }, name)
      const [{ $ref: reference } = {}] = record(member)['anyOf'] as Node[]
      const target = String(reference).split('/').at(-1) ?? ''
      t.notOk(
        record(schemas[target])['properties'] && !names.includes(target),
        `${target} in ${name} is a patch schema`,
      )
    }
  }
})

t.test('responses declare their header fields', async t => {
  const known = record(record(document['components'])['headers'])
  for (const { name, operation } of operations) {
    for (const [status, answer] of Object.entries(record(operation['responses']))) {
      const headers = record(record(answer)['headers'])
      for (const header of Object.keys(headers)) t.ok(header in known, `${name} ${status} ${header}`)
      const isSecret = /keys|previews/.test(name)
      if (['201', '202', '301', '308'].includes(status) && !isSecret) t.ok('Location' in headers, `${name} ${status}`)
      if (status === '401') t.ok('WWW-Authenticate' in headers, name)
    }
  }
})

t.test('no member of an answer is nullable', async t => {
  t.strictSame(
    places(node => 'nullable' in node || node['type'] === 'null' || Array.isArray(node['type'])).filter(isInAnswer),
    [],
  )
})

t.test('no schema has both a pattern and a format', async t => {
  t.strictSame(
    places(node => 'pattern' in node && 'format' in node),
    [],
  )
})

t.test('no schema uses const: a tag is an enum of one value', async t => {
  t.strictSame(
    places(node => 'const' in node),
    [],
  )
})

t.test('unions are oneOf references with a discriminator and a complete mapping', async t => {
  t.strictSame(places(node => 'anyOf' in node || 'allOf' in node).filter(isInAnswer), [])
  let unions = 0
  for (const { node, path } of nodes()) {
    const kinds = node['oneOf'] as Node[] | undefined
    if (!kinds) continue
    unions += 1
    const { propertyName, mapping } = record(node['discriminator'])
    t.strictSame(new Set(Object.values(record(mapping))), new Set(kinds.map(kind => kind['$ref'])), path)
    for (const [tag, reference] of Object.entries(record(mapping))) {
      const kind = record(schemas[String(reference).split('/').at(-1) ?? ''])
      t.strictSame(record(record(kind['properties'])[String(propertyName)])['enum'], [tag])
      t.ok((kind['required'] as string[]).includes(String(propertyName)))
    }
  }
  t.equal(unions, 2, 'the unions are the blocks and, in requests only, the items of a batch')
  t.equal(Object.keys(record(record(record(schemas['Block'])['discriminator'])['mapping'])).length, 12)
})

t.test('every object is a named schema, used and not a duplicate', async t => {
  for (const { node, path } of nodes()) {
    if (node['properties']) t.match(path, /^\/components\/schemas\/\w+$/, 'an object with members is a named schema')
  }
  const names = Object.keys(schemas)
  t.strictSame(
    names.filter(name => /Input$|Output$|^_|\d$/.test(name)),
    [],
  )
  for (const name of names) t.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is used`)
  const shapes = names.map(name => JSON.stringify(schemas[name]))
  t.equal(new Set(shapes).size, shapes.length, 'no two schemas are equal')
})

/** The part of the document that a reference points to. */
function reached(reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((at, step) => Object(at)[step], document)
}

t.test('every reference has a target', async t => {
  for (const { node, path } of nodes()) {
    const reference = node['$ref']
    if (typeof reference === 'string') t.ok(reached(reference), `${path}: ${reference}`)
  }
})

t.test('extensible vocabularies are strings with x-extensible-enum', async t => {
  const growing: Record<string, string[]> = {
    KeyTakeaway: ['origin'],
    Gone: ['reason'],
    Problem: ['code'],
    ProblemError: ['code'],
    Correction: ['kind'],
    MediaBlock: ['kind'],
    CalloutBlock: ['kind'],
    OtherBlock: ['kind'],
    EmbedBlock: ['provider'],
  }
  for (const [name, members] of Object.entries(growing)) {
    for (const member of members) {
      const schema = record(record(record(schemas[name])['properties'])[member])
      t.equal(schema['type'], 'string', `${name}.${member}`)
      t.ok(Array.isArray(schema['x-extensible-enum']), `${name}.${member}`)
      t.notOk('enum' in schema)
    }
  }
  for (const { node, path } of nodes()) {
    if ('x-extensible-enum' in node) t.ok(node['description'], `${path} describes how to treat an unknown value`)
  }
})

t.test('filters of lists have no examples, except language, since /docs sends all examples together', async t => {
  for (const path of ['/v1/articles', '/v1/key-takeaways', '/v1/sync']) {
    const operation = record(operations.find(one => one.name === `get ${path}`)?.operation)
    const filled = ((operation['parameters'] ?? []) as Node[]).filter(one => 'examples' in record(one['schema']))
    t.strictSame(
      filled.map(one => one['name']).filter(name => name !== 'language'),
      [],
      path,
    )
  }
})

t.test('examples are valid against their schemas', async t => {
  const ajv = new Ajv2020({ strict: false, schemas: [{ ...document, $id: 'document' }] })
  addFormats.default(ajv)
  let checked = 0
  for (const { node, path } of nodes()) {
    const schema = 'schema' in node ? `${path}/schema` : path
    const examples = [...((node['examples'] ?? []) as unknown[]), ...('example' in node ? [node['example']] : [])]
    for (const example of examples) {
      const validate = ajv.compile({ $ref: encodeURI(`document#${schema}`) })
      t.ok(validate(example), `${path}: ${ajv.errorsText(validate.errors)}`)
      checked += 1
    }
  }
  t.ok(checked > 30, `${checked} examples`)
})

t.test('openapi/CHANGES.md describes the current version first', async t => {
  const changes = readFileSync(new URL('../../openapi/CHANGES.md', import.meta.url), 'utf8')
  t.equal(/^## (.+)$/m.exec(changes)?.[1], record(document['info'])['version'])
})

/** Whether a place is outside the schemas of merge patches. */
function isInAnswer(path: string): boolean {
  return !/^\/components\/schemas\/\w+(?:Patch|Change)\//.test(path)
}

/** Names of the schemas that a part of the document refers to. */
function namesOf(value: unknown): string[] {
  const references = JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)
  return [...new Set([...references].map(([, name]) => name ?? ''))]
}

/** Names of the schemas that a part of the document refers to, directly or indirectly. */
function namesIn(value: unknown): Set<string> {
  const found = new Set(namesOf(value))
  for (const name of found) for (const one of namesOf(schemas[name])) found.add(one)
  return found
}

function record(value: unknown): Node {
  return Object(value)
}

/** JSON Pointers of the objects for which a rule is true. */
function places(isOne: (node: Node) => boolean): string[] {
  return nodes()
    .filter(({ node }) => isOne(node))
    .map(({ path }) => path)
}

/** Every object of the document with its JSON Pointer, without examples. */
function nodes(value: unknown = document, path = ''): Visit[] {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const isExample = key === 'example' || key === 'examples'
    return isExample ? [] : nodes(one, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  })
  return Array.isArray(value) ? inner : [{ node: value as Node, path }, ...inner]
}
