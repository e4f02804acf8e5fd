/** Any JSON value that is an object. */
type Node = Record<string, unknown>

/**
 * Prepares the generated document for client generators: response objects are open, constants are enums with one value,
 * unions have discriminators, and there are no duplicate or unused schemas.
 */
export function repair<Document extends object>(document: Document): Document {
  const whole = structuredClone(document) as Node
  const schemas = schemasOf(whole)
  const repaired = rewrite(whole, node => repairParameter(repairSchema(node, schemas))) as Node
  discriminate(schemasOf(repaired))
  prune(repaired)
  return repaired as Document
}

function schemasOf(document: Node): Node {
  const { schemas } = Object(document['components'])
  return Object(schemas)
}

/** Applies a change to every object of a tree, leaves first. Examples are data, not schemas, and are not changed. */
function rewrite(value: unknown, change: (node: Node) => unknown): unknown {
  if (Array.isArray(value)) return value.map(one => rewrite(one, change))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, one]) =>
    key === 'example' || key === 'examples' ? [key, one] : [key, rewrite(one, change)],
  )
  return change(Object.fromEntries(entries))
}

function repairSchema(node: Node, schemas: Node): Node {
  const { $ref: reference } = node
  if (typeof reference === 'string') {
    if (reference.includes('__shared')) return {}
    const name = reference.split('/').at(-1) ?? ''
    const base = name.replace(/Input$/, '')
    return name !== base && base in schemas ? { ...node, $ref: `#/components/schemas/${base}` } : node
  }
  const { const: only, additionalProperties, propertyNames: _, maximum, ...rest } = node
  const repaired: Node = { ...rest }
  if (additionalProperties !== undefined && additionalProperties !== false) {
    repaired['additionalProperties'] = isEmpty(additionalProperties) ? true : additionalProperties
  }
  if (only !== undefined) repaired['enum'] = [only]
  if (maximum === Number.MAX_SAFE_INTEGER) repaired['format'] = 'int64'
  else if (maximum !== undefined) repaired['maximum'] = maximum
  if (repaired['minimum'] === Number.MIN_SAFE_INTEGER) delete repaired['minimum']
  return repaired
}

/** Lists in the query are separated by commas. */
function repairParameter(node: Node): Node {
  const isList = node['in'] === 'query' && Object(node['schema']).type === 'array'
  return isList ? { ...node, style: 'form', explode: false } : node
}

/** Adds a discriminator to a union whose members all have a constant `type`. */
function discriminate(schemas: Node): void {
  for (const schema of Object.values(schemas)) {
    const { oneOf } = Object(schema)
    if (!Array.isArray(oneOf)) continue
    const mapping = oneOf.map(({ $ref: reference }) => [tagOf(Object(schemas[nameOf(reference)])), reference])
    if (mapping.every(([tag]) => tag)) {
      Object.assign(Object(schema), { discriminator: { propertyName: 'type', mapping: Object.fromEntries(mapping) } })
    }
  }
}

function tagOf(schema: Node): string | undefined {
  const { type } = Object(schema['properties'])
  const values: unknown = Object(type).enum
  return Array.isArray(values) && values.length === 1 ? String(values[0]) : undefined
}

/** Removes unused schemas. */
function prune(document: Node): void {
  const schemas = schemasOf(document)
  const used = new Set<string>()
  const visit = (value: unknown): void => {
    rewrite(value, node => {
      const name = nameOf(node['$ref'])
      if (name in schemas && !used.has(name)) {
        used.add(name)
        visit(schemas[name])
      }
      return node
    })
  }
  visit(document['paths'])
  visit(document['webhooks'])
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name]
  Object.assign(Object(document['components']), {
    schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  })
}

function nameOf(reference: unknown): string {
  return typeof reference === 'string' ? (reference.split('/').at(-1) ?? '') : ''
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
