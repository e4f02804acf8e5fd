import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { scopes } from '../../src/domain/access/key.ts'
import { resolved } from '../openapi/resolved.ts'
import { crawlSite } from './crawl-site.ts'

t.setTimeout(300_000)

type Node = Record<string, unknown>

const document = resolved()
const ajv = new Ajv2020({ strict: false, schemas: [{ ...document, $id: 'document' }] })
addFormats.default(ajv)

/** Empty values of a member, by its schema: what a form sends for a field that nobody filled in. */
function emptyValues(schema: Node): unknown[] {
  const { $ref: reference, anyOf } = schema
  if (typeof reference === 'string') return emptyValues(document.components.schemas[nameOf(reference)] ?? {})
  if (Array.isArray(anyOf)) return anyOf.flatMap(one => emptyValues(one))
  if (schema['type'] === 'array') return [[], ...emptyValues(Object(schema['items'])).map(one => [one])]
  return schema['type'] === 'string' ? ['', ' '] : []
}

function nameOf(reference: unknown): string {
  return String(reference).split('/').at(-1) ?? ''
}

/**
 * Members with rules that no schema can express: an order names all parts, the address of a part takes precedence over
 * the id in the body, and tags and sections must exist.
 */
const accepted = [
  'PartOrder.ids',
  'SectionPatch.id',
  'TakeawayPatch.id',
  'TagApplication.tag',
  'DraftTakeaway.sectionAnchor',
  'TakeawayPatch.sectionAnchor',
]

t.test('a request with an empty member is refused exactly if its schema forbids it', async t => {
  const { ask, make } = await crawlSite(t)
  const first = async (kind: string) => {
    const { body } = await ask('GET', `/v1/editorial/${kind}`)
    return (body['items'] as { id: string }[])[0]?.id ?? ''
  }
  const hook = { url: 'https://partner.example/hooks' }
  const { webhook } = (await ask('POST', '/v1/editorial/webhooks', { body: hook, scopes })).body
  const ids: Record<string, string> = { webhooks: String(Object(webhook).id) }
  for (const kind of ['tags', 'categories', 'authors', 'keys']) ids[kind] = await first(kind)
  const wrong: string[] = []
  let count = 0

  /** The address of an operation, with a new article or a term. */
  async function addressOf(path: string): Promise<string> {
    const section = { heading: 'Who pays', blocks: [] }
    const { id, ...copy } = await make({ title: 'Ferries', sections: [section], keyTakeaways: [{ text: 'One.' }] })
    const list = copy[path.includes('key-takeaways') ? 'keyTakeaways' : 'sections'] as { id: string }[]
    const kind = path.split('/')[3] ?? ''
    const values: Record<string, string | undefined> = {
      id: ids[kind] ?? id,
      key: ids['keys'],
      webhookId: ids['webhooks'],
      part: list[0]?.id,
    }
    return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'cms:2')
  }

  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, { requestBody, parameters = [] }] of Object.entries(item)) {
      const [[type, media] = ['', undefined]] = Object.entries(requestBody?.content ?? {})
      const name = nameOf(media?.schema['$ref'])
      const whole = document.components.schemas[name]
      if (!path.startsWith('/v1/editorial') || !type.endsWith('json') || !whole?.['properties']) continue
      const isTagged = parameters.some(one => one.name === 'if-match')
      const { markdown: _, text: __, ...example } = Object(Object(whole['examples'])[0])
      const cases = Object.entries(Object(whole['properties'])).flatMap(([member, described]) =>
        emptyValues(Object(described)).map(value => ({ member, value })),
      )
      for (const { member, value } of cases) {
        const body = { ...example, [member]: value }
        const headers = isTagged ? { 'if-match': '*' } : {}
        const answer = await ask(method.toUpperCase(), await addressOf(path), { body, headers, scopes })
        const isRefused = answer.body?.errors?.some(one => one.pointer?.startsWith(`/${member}`)) === true
        const isValid = ajv.validate({ $ref: `document#/components/schemas/${name}` }, body)
        count += 1
        if (isValid === isRefused && !accepted.includes(`${name}.${member}`)) {
          wrong.push(
            `${name}.${member} = ${JSON.stringify(value)}: ${isValid ? 'refused' : `taken (${answer.status})`}`,
          )
        }
      }
    }
  }
  t.ok(count > 60, `${count} requests`)
  t.strictSame([...new Set(wrong)].toSorted(), [])
})
