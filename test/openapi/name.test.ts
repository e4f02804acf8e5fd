import t from 'tap'
import { openapiText } from '../../src/main/openapi.ts'
import { type Language, propertyLanguages, reservedIn } from './reserved-word.ts'
import { resolved } from './resolved.ts'

const { paths, components } = resolved(JSON.parse(await openapiText()))
const operations = Object.values(paths).flatMap(item => Object.values(item))

/** `ref` (a slug or an id) is part of every article's address: C# generators write `@ref`, the other languages do not mind. */
const accepted = ['ref']

/** Names with the languages that reserve them. */
function reserved(names: readonly string[]): [name: string, languages: Language[]][] {
  return [...new Set(names)]
    .filter(name => !accepted.includes(name))
    .map((name): [string, Language[]] => [name, reservedIn(name)])
    .filter(([, languages]) => languages.length > 0)
}

t.test('no parameter has a name that a common language reserves', async t => {
  const names = operations.flatMap(operation => (operation.parameters ?? []).map(one => one.name))
  t.ok(names.length > 100, `${names.length} parameters`)
  t.strictSame(reserved(names), [])
})

t.test('no schema and no operation has a name that a common language reserves', async t => {
  t.strictSame(reserved(Object.keys(components.schemas)), [])
  t.strictSame(reserved(operations.map(operation => operation.operationId)), [])
})

t.test('every operation is named by a verb and a noun', async t => {
  for (const { operationId } of operations) t.match(operationId, /^[a-z]+[A-Z][A-Za-z]+$/)
})

t.test('no property has a name that Python, Java or Kotlin reserve', async t => {
  const names = Object.values(components.schemas).flatMap(schema => Object.keys(Object(schema['properties'])))
  t.ok(names.length > 200, `${names.length} properties`)
  const found = reserved(names).filter(([, languages]) => languages.some(one => propertyLanguages.includes(one)))
  t.strictSame(found, [])
})
