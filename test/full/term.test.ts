import t from 'tap'
import { publishAs } from '../../src/domain/article/publish.ts'
import type { Content } from '../../src/domain/content/content.ts'
import { decideEdit } from '../../src/domain/term/edit.ts'
import { build } from '../build.ts'
import { article, content, numberedId } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { makeTerms } from '../make-terms.ts'

// Minutes on a slow machine: 40,000 prints are made.
t.setTimeout(1_800_000)

const [many, at] = [20_000, '2026-11-22T12:00:00Z']

t.test(
  'while a category of 20,000 articles is renamed, readers miss no article and no address',
  { timeout: 1_800_000 },
  async t => {
    const { app, store } = await build(t)
    const [categoryId = ''] = await makeTerms(store, [{ kind: 'category', name: 'Transport' }])
    for (let from = 0; from < many; from += 500) {
      const items = Array.from({ length: 500 }, (_, index) => {
        const id = numberedId(from + index + 1)
        const said: Content = content({ slug: `article-${from + index + 1}`, categoryId })
        const audit = { action: 'article.publish' }
        return { target: { id }, decide: () => ({ ...publishAs(article({ id, content: said }), at), audit }) }
      })
      await store.writeArticles(items, { at, actor: 'cli' })
    }
    const before = await store.lastChange()
    await store.writeTerm(
      categoryId,
      (now, around) => {
        if (!now) throw new Error('the test renames what is not there')
        return decideEdit(now, { name: 'On the move', slug: 'mobility' }, around)
      },
      { at, actor: 'cli' },
    )
    let reads = 0
    for (let left = 1; left > 0; ) {
      const batch = await store.reprint(at)
      left = batch.left
      const slug = reads % 2 ? 'transport' : 'mobility'
      const [list, moved, one] = await Promise.all([
        app.inject(`/v1/articles?category=${slug}&count=true&limit=5`),
        app.inject('/v1/categories/transport'),
        app.inject(`/v1/articles/article-${(reads * 7919) % many || 1}`),
      ])
      const { total } = list.json().page
      const category = one.json().metadata.category
      const isRight = category.id === categoryId && ['transport', 'mobility'].includes(category.slug)
      if (total !== many || moved.statusCode !== 308 || one.statusCode !== 200 || !isRight) {
        t.fail(`read ${reads}: ${total} articles, ${moved.statusCode}, ${one.statusCode}`)
      }
      reads += 1
    }
    t.ok(reads > 10, `${reads} reads during the job`)
    t.equal(await store.lastChange(), before + many, 'each print was remade once')
    for (const number of [1, 9999, many]) {
      const { metadata } = (await app.inject(`/v1/articles/article-${number}`)).json()
      hasMembers(t, metadata.category, { slug: 'mobility', name: 'On the move' })
    }
  },
)
