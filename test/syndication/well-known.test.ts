import { test } from 'tap'
import { apiCatalog } from '../../src/syndication/crawler/api-catalog.ts'
import { miningFile, miningHeaders } from '../../src/syndication/crawler/mining.ts'
import { robots } from '../../src/syndication/crawler/robots.ts'
import { security } from '../../src/syndication/crawler/security.ts'
import { site } from './articles.ts'

test('robots: allows everything except the editorial API, and lists the sitemaps', async t => {
  t.equal(
    robots.render(site),
    'User-agent: *\nDisallow: /v1/editorial/\nAllow: /\n\nSitemap: https://api.example.org/sitemap.xml\nSitemap: https://api.example.org/news-sitemap.xml\n',
  )
})

test('robots, tdmrep: every path has the path prefix of the site', async t => {
  const prefixed = { ...site, publicUrl: 'https://example.org/api', rights: { textAndDataMining: 'reserved' as const } }
  const text = robots.render({ ...prefixed, aiCrawlers: { training: 'disallow', answers: 'allow' } })
  t.strictSame(
    text.split('\n').filter(line => /allow:|Sitemap/i.test(line)),
    [
      'Disallow: /api/v1/editorial/',
      'Allow: /api/',
      'Disallow: /api/',
      'Disallow: /api/v1/editorial/',
      'Allow: /api/',
      'Sitemap: https://example.org/api/sitemap.xml',
      'Sitemap: https://example.org/api/news-sitemap.xml',
    ],
  )
  t.strictSame(JSON.parse(miningFile.render(prefixed) ?? ''), [{ location: '/api/', 'tdm-reservation': 1 }])
})

test('robots: allows or refuses training and answers separately', async t => {
  const groups = robots.render({ ...site, aiCrawlers: { training: 'disallow', answers: 'allow' } }).split('\n\n')
  t.equal(groups.length, 4)
  t.match(groups[1], /^User-agent: GPTBot$/m)
  t.match(groups[1], /\nDisallow: \/$/)
  t.match(groups[2], /^User-agent: PerplexityBot$/m)
  t.match(groups[2], /\nDisallow: \/v1\/editorial\/\nAllow: \/$/)
})

test('api-catalog: a linkset links to description, documentation, state and feeds', async t => {
  t.strictSame(JSON.parse(apiCatalog.render(site)), {
    linkset: [
      { anchor: 'https://api.example.org/.well-known/api-catalog', item: [{ href: 'https://api.example.org/v1' }] },
      {
        anchor: 'https://api.example.org/v1',
        'service-desc': [{ href: 'https://api.example.org/openapi.json', type: 'application/json' }],
        'service-doc': [{ href: 'https://api.example.org/docs', type: 'text/html' }],
        status: [{ href: 'https://api.example.org/health/ready', type: 'application/json' }],
        alternate: [
          { href: 'https://api.example.org/feeds/rss.xml', type: 'application/rss+xml' },
          { href: 'https://api.example.org/feeds/atom.xml', type: 'application/atom+xml' },
          { href: 'https://api.example.org/feeds/feed.json', type: 'application/feed+json' },
          { href: 'https://api.example.org/feeds/ninjs.json', type: 'application/json' },
        ],
        license: [{ href: 'https://creativecommons.org/licenses/by/4.0/' }],
      },
    ],
  })
})

test('security: the file exists if the site has a contact, and it expires within a year', async t => {
  t.equal(security.render(site, '2026-11-23T12:00:00Z'), undefined)
  const own = {
    contacts: ['mailto:s@e.org\nContact: mailto:evil@e.org', 'https://e.org/s'],
    languages: ['en', 'de'],
    policyUrl: 'https://e.org/p',
  }
  t.equal(
    security.render({ ...site, security: own }, '2026-11-23T12:00:00Z'),
    [
      'Contact: mailto:s@e.org Contact: mailto:evil@e.org',
      'Contact: https://e.org/s',
      'Expires: 2027-10-01T00:00:00Z',
      'Canonical: https://api.example.org/.well-known/security.txt',
      'Policy: https://e.org/p',
      'Preferred-Languages: en, de\n',
    ].join('\n'),
  )
})

test('mining: headers and the file of the site state the rights', async t => {
  const policy = { ...site, miningPolicyUrl: 'https://e.org/tdm' }
  t.strictSame(miningHeaders(undefined, site), {})
  t.strictSame(miningHeaders({ syndication: 'full', textAndDataMining: 'allowed' }, policy), { 'tdm-reservation': '0' })
  t.strictSame(miningHeaders({ syndication: 'full', textAndDataMining: 'reserved' }, policy), {
    'tdm-reservation': '1',
    'tdm-policy': 'https://e.org/tdm',
  })
  t.equal(miningFile.render(site), undefined)
  t.strictSame(JSON.parse(miningFile.render({ ...policy, rights: { textAndDataMining: 'reserved' } }) ?? ''), [
    { location: '/', 'tdm-reservation': 1, 'tdm-policy': 'https://e.org/tdm' },
  ])
})
