import t from 'tap'
import { shareComponents } from '../../src/http/service/openapi-component.ts'
import { openapiText } from '../../src/main/openapi.ts'

type Node = Record<string, unknown>

const text = await openapiText()
const document = JSON.parse(text)
const operations: { responses: Node; parameters?: Node[] }[] = Object.values<Node>(document.paths).flatMap(item =>
  Object.values(item).map(operation => Object(operation)),
)

t.test('errors and empty answers that occur more than once are shared components', async t => {
  const held = operations.flatMap(({ responses }) => Object.entries(responses))
  const inline = held
    .filter(([status, content]) => !('$ref' in Object(content)) && !/^(?:2|30[1-38])/.test(status))
    .map(entry => JSON.stringify(entry))
  t.equal(new Set(inline).size, inline.length)
  const shared: Node = document.components.responses
  t.ok(Object.keys(shared).length > 20)
  for (const name of Object.keys(shared))
    t.ok(text.split(`"#/components/responses/${name}"`).length > 2, `${name} is used more than once`)
  t.strictSame(Object.keys(shared), Object.keys(shared).toSorted())
})

t.test('parameters and successful answers are inline in their operation', async t => {
  for (const { parameters = [], responses } of operations) {
    const given = Object.entries(responses).filter(([status]) => /^(?:2|30[1-38])/.test(status))
    for (const one of [...parameters, ...given.map(([, answer]) => answer)]) t.notOk('$ref' in Object(one))
  }
})

t.test('names of components are words and unique without regard to letter case', async t => {
  for (const kind of ['responses', 'headers', 'schemas']) {
    const names = Object.keys(document.components[kind])
    for (const name of names) t.match(name, kind === 'headers' ? /^[A-Za-z-]+$/ : /^[A-Z][A-Za-z]*$/)
    t.equal(new Set(names.map(name => name.toLowerCase())).size, names.length, kind)
  }
})

t.test('shareComponents assigns different names to different responses', async t => {
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
