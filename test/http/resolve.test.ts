import t from 'tap'
import { articleGroup } from '../../src/domain/change.ts'
import { problem } from '../../src/http/problem/problem.ts'
import { build, site } from '../build.ts'
import { content as contentOf } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { ferries } from './sample.ts'

const home = {
  ...site,
  homeUrl: 'https://www.example.org/news',
  articleUrlTemplate: 'https://www.example.org/news/{slug}',
}
const to = `${site.publicUrl}/v1/articles/ferry`

t.test('GET /v1/resolve redirects imported paths, slugs and addresses of the site to the article', async t => {
  const { app, publish } = await build(t, { site: home })
  const said = {
    ...ferries,
    slug: 'ferry',
    formerSlugs: ['electric'],
    paths: ['/2014/03/12/boats/', '/?p=7', '/über-uns'],
  }
  const { id } = await publish('a', said)
  const paths = [
    '/2014/03/12/boats/',
    '/2014/03/12/boats',
    '2014/03/12/boats?utm_source=x#top',
    '/news/2014/03/12/boats/',
    '/?p=7',
    '/über-uns/',
    '/%C3%BCber-uns',
    'ferry',
    '/ferry/',
    '/Ferry.html',
    '/electric',
    '/news/ferry',
    'https://www.example.org/news/ferry?utm_source=x',
    'http://www.example.org/news/2014/03/12/boats',
    `${to}.html`,
    id,
  ]
  for (const path of paths) {
    const { statusCode, headers, body } = await app.inject({ url: '/v1/resolve', query: { path } })
    t.strictSame([statusCode, headers['location'], body], [308, to, ''], path)
    hasMembers(t, headers, { 'cache-control': 'public, max-age=60', 'cache-groups': `"${articleGroup(id)}"` }, path)
  }
})

t.test('GET /v1/resolve answers 404 for other sites, unknown paths and drafts, and 410 for ended articles', async t => {
  const { app, publish, end, store } = await build(t, { site: home })
  const { id } = await publish('a', { ...ferries, slug: 'ferry', paths: ['/boats'] })
  await store.writeArticles(
    [
      {
        target: { externalId: 'hidden' },
        decide: () => {
          const base = { id: '01a00000-0000-7000-8000-000000000099', version: 1, externalId: 'hidden' }
          const times = { createdAt: '2026-11-22T12:00:00Z', modifiedAt: '2026-11-22T12:00:00Z' }
          const content = contentOf({ slug: 'hidden' })
          const article = { ...base, ...times, status: 'draft' as const, edition: 0, content }
          return { article, paths: ['/hidden-path'], audit: { action: 'article.create' } }
        },
      },
    ],
    { at: '2026-11-22T12:00:00Z', actor: 'cli' },
  )
  const ask = (path: string) => app.inject({ url: '/v1/resolve', query: { path } })
  const others = [
    '/nowhere',
    'hidden',
    '/hidden-path',
    'https://elsewhere.example/boats',
    'https://www.example.org.evil/boats',
    '//',
    '/%zz',
  ]
  for (const path of others) {
    const answer = await ask(path)
    t.equal(answer.statusCode, 404, path)
    t.equal(problem.parse(answer.json()).code, 'article-not-found', path)
  }
  t.equal((await app.inject('/v1/resolve')).statusCode, 400)
  t.equal((await ask('')).statusCode, 400)
  await end(id, { reason: 'withdrawn' })
  const ended = await ask('/boats')
  hasMembers(t, ended.json(), { status: 410, code: 'article-gone', gone: { reason: 'withdrawn' } })
  t.equal(ended.headers['cache-groups'], `"${articleGroup(id)}"`)
})
