import { createHash } from 'node:crypto'
import { test } from 'tap'
import { effectiveRights, pageUrl, printEpoch, type Site } from '../../src/domain/address/site.ts'

const site: Site = { publicUrl: 'https://api.example.org', title: 'News', language: 'en', timeZone: 'UTC' }
const article = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
  slug: '渡船-1',
  language: 'zh-Hant',
  category: 'a/b',
  publishedDate: '2026-11-22',
}
const at = (articleUrlTemplate: string, one: Parameters<typeof pageUrl>[1] = article) =>
  pageUrl({ ...site, articleUrlTemplate }, one)

test('pageUrl returns the HTML rendition if there is no template', async t => {
  t.equal(pageUrl(site, article), 'https://api.example.org/v1/articles/%E6%B8%A1%E8%88%B9-1.html')
})

test('pageUrl fills in a template with encoded values, and omits the segment of a missing value', async t => {
  t.equal(
    at('https://www.example.org/{language}/{category}/{year}/{month}/{day}/{slug}'),
    'https://www.example.org/zh-Hant/a%2Fb/2026/11/22/%E6%B8%A1%E8%88%B9-1',
  )
  t.equal(at('https://www.example.org/?id={id}'), `https://www.example.org/?id=${article.id}`)
  t.equal(at('https://e.org/{category}/{slug}', { ...article, slug: 'x', category: undefined }), 'https://e.org/x')
})

test('effectiveRights: the rights of an article have priority over those of the site', async t => {
  t.equal(effectiveRights(site, undefined), undefined)
  t.strictSame(effectiveRights({ ...site, rights: { notice: '© News' } }, undefined), {
    syndication: 'full',
    notice: '© News',
  })
  t.strictSame(
    effectiveRights({ ...site, rights: { notice: '© News', holder: 'News' } }, { syndication: 'none', notice: '© A' }),
    {
      syndication: 'none',
      notice: '© A',
      holder: 'News',
    },
  )
})

test('printEpoch depends on the settings that change a print, and on no others', async t => {
  const epoch = (one: Site) => printEpoch(one, text => createHash('sha256').update(text).digest('base64url'))
  const shaping: Partial<Site>[] = [
    { title: 'x' },
    { articleUrlTemplate: 'https://e.org/{slug}' },
    { rights: { notice: 'x' } },
    { homeUrl: 'https://e.org/' },
    { assetsUrl: 'https://e.org/assets' },
  ]
  for (const change of shaping) t.not(epoch({ ...site, ...change }), epoch(site))
  t.equal(epoch({ ...site, description: 'x', hubs: ['https://hub.example.org/'] }), epoch(site))
})
