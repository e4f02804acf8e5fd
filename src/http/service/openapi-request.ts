import { patchTypes } from '../message/merge-patch.ts'

type Node = Record<string, unknown>

const prefix = '#/components/schemas/'
const patchNames: Record<string, string> = {
  ArticleDraft: 'ArticlePatch',
  DraftSection: 'SectionPatch',
  DraftTakeaway: 'TakeawayPatch',
}

/**
 * Describes requests as the server validates them: `If-Match` is required if its absence is a 428, merge patches have
 * their own schemas, and unknown members are rejected.
 */
export function describeRequests<Document extends object>(document: Document): Document {
  const schemas: Node = Object(Object(Object(document)['components'])['schemas'])
  const operations = Object.values(Object(Object(document)['paths'])).flatMap(item => Object.entries(Object(item)))
  for (const [method, operation] of operations) {
    requireIfMatch(Object(operation))
    if (method === 'patch') describePatch(Object(operation), schemas)
  }
  const edit = Object(Object(Object(schemas['BatchEdit'])['properties'])['body'])
  if (edit['$ref'] === `${prefix}ArticleDraft`) edit['$ref'] = `${prefix}${patchSchema('ArticleDraft', schemas)}`
  closeRequests(
    operations.map(([, operation]) => Object(operation)),
    schemas,
  )
  return document
}

function requireIfMatch({ parameters = [], responses = {} }: { parameters?: Node[]; responses?: Node }): void {
  if (!('428' in responses)) return
  for (const parameter of parameters) if (parameter['name'] === 'if-match') parameter['required'] = true
}

function describePatch(operation: Node, schemas: Node): void {
  const content = Object(Object(operation['requestBody'])['content'])
  for (const type of patchTypes) {
    const schema = Object(Object(content[type])['schema'])
    const name = String(schema['$ref'] ?? '').replace(prefix, '')
    if (name in schemas) schema['$ref'] = `${prefix}${patchSchema(name, schemas)}`
  }
}

/**
 * Creates the schema of a merge patch (RFC 7396) and returns its name: every member is optional and nullable, and nested
 * objects are patches too.
 */
function patchSchema(name: string, schemas: Node): string {
  const patchName = patchNames[name] ?? (/(?:Patch|Change)$/.test(name) ? name : `${name}Patch`)
  const { required: _, properties, ...rest } = Object(schemas[name])
  if (patchName in schemas && patchName !== name) return patchName
  const members = Object.entries(Object(properties)).map(([member, schema]) => [
    member,
    nullable(patchOf(Object(schema), schemas)),
  ])
  const description = patchName === name ? rest.description : `A merge patch of \`${name}\`: null removes a member.`
  schemas[patchName] = { ...rest, description, properties: Object.fromEntries(members) }
  return patchName
}

/** The schema of a member in a patch: nested objects have a patch schema. */
function patchOf(schema: Node, schemas: Node): Node {
  const name = String(schema['$ref'] ?? '').replace(prefix, '')
  if (!Object(schemas[name]).properties) return schema
  return { ...schema, $ref: `${prefix}${patchSchema(name, schemas)}` }
}

function nullable(schema: Node): Node {
  if (Array.isArray(schema['anyOf'])) return schema
  const { description, ...rest } = schema
  return { anyOf: [rest, { type: 'null' }], ...(description !== undefined && { description }) }
}

/** Closes the objects that occur only in requests: the server rejects unknown members. */
function closeRequests(operations: Node[], schemas: Node): void {
  const answered = reachable(
    operations.map(operation => operation['responses']),
    schemas,
  )
  const asked = reachable(
    operations.map(operation => operation['requestBody']),
    schemas,
  )
  for (const name of asked) {
    const schema = Object(schemas[name])
    if (!answered.has(name) && schema.properties) schema.additionalProperties ??= false
  }
}

function reachable(from: unknown, schemas: Node, found = new Set<string>()): Set<string> {
  if (from === null || typeof from !== 'object') return found
  for (const [key, value] of Object.entries(from)) {
    if (key === 'example' || key === 'examples') continue
    const name = key === '$ref' && String(value).startsWith(prefix) ? String(value).slice(prefix.length) : undefined
    if (name === undefined) reachable(value, schemas, found)
    else if (!found.has(name)) {
      found.add(name)
      reachable(schemas[name], schemas, found)
    }
  }
  return found
}
