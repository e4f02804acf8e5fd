import t from 'tap'
import { build } from '../build.ts'

t.test('the search thread is closed even if the threads of large requests fail to close', async t => {
  const closed: string[] = []
  const { app } = await build(t, {
    large: {
      answer: () => Promise.reject(new Error('not used')),
      async close() {
        closed.push('large')
        throw new Error('The thread does not end.')
      },
    },
    search: {
      recency: { weight: 0.1, halfLifeDays: 365 },
      searcher: {
        search: async () => undefined,
        suggest: async () => undefined,
        async close() {
          closed.push('search')
        },
      },
    },
  })
  await app.close().catch(() => undefined)
  t.strictSame(closed, ['large', 'search'])
})
