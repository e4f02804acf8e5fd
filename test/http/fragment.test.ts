import t from 'tap'
import { collection, elementSpans, itemFragment, type Shape } from '../../src/http/delivery/fragment.ts'
import { build } from '../build.ts'
import { fc } from '../property.ts'
import { ferries } from './sample.ts'

t.test('itemFragment contains the views, and the entity tag does not depend on them', async t => {
  const { store, publish } = await build(t)
  const { id } = await publish('ferries', ferries)
  const [print] = await store.listByIds([id], true)
  if (!print) throw new Error('nothing was published')
  const shapes: Shape[] = [{}, { fields: ['metadata'] }, { include: { parts: ['sections'], renderings: [] } }]
  for (const shape of shapes) {
    const answer = (views: number) => collection([itemFragment({ ...print, views }, shape)], { page: { limit: 1 } })
    const [none, some, many] = [answer(0), answer(7), answer(1_234_567)]
    t.strictSame([some.etag, many.etag], [none.etag, none.etag])
    const viewsOf = (body: Buffer) => JSON.parse(body.toString()).items[0].metadata.views
    t.strictSame(
      [none, some, many].map(({ body }) => viewsOf(body)),
      [0, 7, 1_234_567],
    )
  }
})

t.test('elementSpans finds the elements of a JSON array in its bytes', async () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), values => {
      const bytes = Buffer.from(JSON.stringify(values))
      const found = elementSpans(bytes).map(([start, end]) => JSON.parse(bytes.subarray(start, end).toString()))
      t.strictSame(found, JSON.parse(bytes.toString()))
    }),
    { numRuns: 100 },
  )
})
