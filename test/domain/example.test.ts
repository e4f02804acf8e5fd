import t from 'tap'
import { z } from 'zod'
import { tombstone } from '../../src/domain/article/tombstone.ts'
import { deliveredArticle, deliveredArticleItem } from '../../src/domain/print/delivered.ts'
import { deliveredTerm } from '../../src/domain/term/term.ts'

/** Every schema with an id that an answer can contain. */
function named(): Map<string, z.core.$ZodType> {
  const found = new Map<string, z.core.$ZodType>()
  for (const schema of [deliveredArticle, deliveredArticleItem, deliveredTerm, tombstone]) {
    z.toJSONSchema(schema, {
      override: ({ zodSchema }) => {
        const { id } = z.globalRegistry.get(zodSchema) ?? {}
        if (id !== undefined) found.set(id, zodSchema)
      },
    })
  }
  return found
}

const schemas = named()

t.test('every named schema of an answer has an example, and a union has those of its members', async t => {
  const without = [...schemas].filter(([, schema]) => !z.globalRegistry.get(schema)?.['examples'])
  t.strictSame(
    without.map(([id]) => id),
    ['Block'],
  )
  t.ok(schemas.size > 30)
})

for (const [id, schema] of schemas) {
  t.test(`the examples of ${id} are valid and contain no unknown member`, async t => {
    for (const example of (z.globalRegistry.get(schema)?.['examples'] ?? []) as unknown[]) {
      t.strictSame(z.parse(schema, example), example)
    }
  })
}
