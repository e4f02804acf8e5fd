import t from 'tap'
import { openapiText } from '../../src/app.ts'
import { shareComponents } from '../../src/http/openapi-component.ts'

type Node = Record<string, unknown>

const text = await openapiText()
const document = JSON.parse(text)
const operations: { name: string; responses: Node; parameters?: Node[] }[] = Object.entries<Node>(
  document.paths,
).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...Object(operation), name: `${method} ${path}` })),
)

function inline(kind: 'responses' | 'parameters'): string[] {
  const held = operations.flatMap(operation => Object.entries(Object(operation[kind])))
  return held
    .filter(([, content]) => !('$ref' in Object(content)))
    .map(([key, content]) => JSON.stringify(kind === 'responses' ? [key, content] : content))
}

for (const kind of ['responses', 'parameters'] as const) {
  t.test(`${kind} that occur more than once are components`, async t => {
    const contents = inline(kind)
    t.equal(new Set(contents).size, contents.length)
    const shared: Node = document.components[kind]
    t.ok(Object.keys(shared).length > 20)
    for (const [name, content] of Object.entries(shared)) {
      t.ok(text.split(`"#/components/${kind}/${name}"`).length > 2, `${name} is used more than once`)
      if (kind === 'parameters') t.notOk(contents.includes(JSON.stringify(content)), `${name} is nowhere inline`)
    }
    t.strictSame(Object.keys(shared), Object.keys(shared).toSorted())
  })
}

t.test('names of components are words, and unique without regard to letter case', async t => {
  for (const kind of ['responses', 'parameters', 'headers', 'schemas']) {
    const names = Object.keys(document.components[kind])
    for (const name of names) t.match(name, kind === 'headers' ? /^[A-Za-z-]+$/ : /^[A-Z][A-Za-z]*$/)
    t.equal(new Set(names.map(name => name.toLowerCase())).size, names.length, kind)
  }
})

t.test('different contents of one name get different names', async t => {
  const answer = (description: string) => ({ 404: { description } })
  const operation = (description: string, tag: string) => ({ tags: [tag], responses: answer(description) })
  const both = [['a', 'Articles'] as const, ['b', 'Editorial'] as const, ['c', 'Editorial'] as const]
  const item = (prefix: string) =>
    Object.fromEntries(both.map(([text, tag]) => [`/${prefix}${text}`, { get: operation(text, tag) }]))
  const shared = shareComponents({ paths: { ...item('x'), ...item('y') }, components: { responses: {} } })
  t.strictSame(shared.components.responses, {
    EditorialNotFound: { description: 'b' },
    NotFound: { description: 'a' },
    NotFound2: { description: 'c' },
  })
  t.strictSame(shared.paths['/yc'], {
    get: { tags: ['Editorial'], responses: { 404: { $ref: '#/components/responses/NotFound2' } } },
  })
})
