import t from 'tap'
import { openapiText } from '../../src/main/openapi.ts'
import { type Language, propertyLanguages, reservedIn } from './reserved-word.ts'
import { resolved } from './resolved.ts'

const { paths, components } = resolved(JSON.parse(await openapiText()))
const operations = Object.values(paths).flatMap(item => Object.values(item))

/** `ref` (a slug or an id) is part of every article's address: C# generators write `@ref`, other languages accept it. */
const accepted = ['ref']

/** Names with the languages that reserve them. */
function reserved(names: readonly string[]): [name: string, languages: Language[]][] {
  return [...new Set(names)]
    .filter(name => !accepted.includes(name))
    .map((name): [string, Language[]] => [name, reservedIn(name)])
    .filter(([, languages]) => languages.length > 0)
}

t.test('no parameter name is a reserved word of a common language', async t => {
  const names = operations.flatMap(operation => (operation.parameters ?? []).map(one => one.name))
  t.ok(names.length > 100, `${names.length} parameters`)
  t.strictSame(reserved(names), [])
})

t.test('no schema or operation name is a reserved word of a common language', async t => {
  t.strictSame(reserved(Object.keys(components.schemas)), [])
  t.strictSame(reserved(operations.map(operation => operation.operationId)), [])
})

t.test('every operation id is a verb followed by a noun', async t => {
  for (const { operationId } of operations) t.match(operationId, /^[a-z]+[A-Z][A-Za-z]+$/)
})

t.test('no property name is a reserved word of Python, Java or Kotlin', async t => {
  const names = Object.values(components.schemas).flatMap(schema => Object.keys(Object(schema['properties'])))
  t.ok(names.length > 200, `${names.length} properties`)
  // `from` and `to` of a correction: generators for Python write `from_`.
  const others = names.filter(name => name !== 'from')
  const found = reserved(others).filter(([, languages]) => languages.some(one => propertyLanguages.includes(one)))
  t.strictSame(found, [])
})
