type Node = Record<string, unknown>

const articles = '#/components/schemas/Article'
const name = 'SparseArticle'

/**
 * Adds the schema of an article with `fields`: only `id` and `revision` are required. The responses keep the schema of
 * complete articles, so that clients that do not use `fields` need not check each member.
 */
export function describeSparse<Document extends object>(document: Document): Document {
  const schemas: Node = Object(Object(Object(document)['components'])['schemas'])
  const { properties, type } = Object(schemas['Article'])
  for (const item of Object.values(Object(Object(document)['paths']))) {
    for (const operation of Object.values(Object(item))) {
      const parameters: Node[] = Object(operation)['parameters'] ?? []
      const fields = parameters.find(parameter => parameter['name'] === 'fields')
      if (fields)
        Object.assign(Object(fields['schema']), { $defs: { article: { $ref: articles.replace(/Article$/, name) } } })
    }
  }
  const description = 'An article with only the members selected by the parameter `fields`.'
  schemas[name] = { type, description, properties, required: ['id', 'revision'] }
  return document
}
