import { test } from 'tap'
import { jsonLd } from '../../src/syndication/article/json-ld.ts'
import { hasMembers } from '../has-members.ts'
import { bare, full, hostile, site } from './articles.ts'

test('jsonld: an article has the members that Google documents, its parts and its corrections', async t => {
  t.strictSame(JSON.parse(jsonLd.render(full, site)), {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000001',
    identifier: 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000001',
    url: 'https://www.example.org/transport/ferries-1',
    mainEntityOfPage: { '@type': 'WebPage', '@id': 'https://www.example.org/transport/ferries-1' },
    headline: 'Harbour Trust buys two electric ferries',
    description: 'Two boats for 41 million.',
    abstract: 'The ferries replace two boats.\nThey are quiet & clean.',
    inLanguage: 'en',
    datePublished: '2026-11-22T09:00:00Z',
    dateModified: '2026-11-23T08:30:00Z',
    version: 2,
    articleSection: 'Transport',
    keywords: ['Ferries', 'Climate'],
    wordCount: 640,
    timeRequired: 'PT3M',
    image: [
      {
        '@type': 'ImageObject',
        url: 'https://www.example.org/img/lead.jpg',
        width: 1600,
        height: 900,
        caption: 'Ferry',
      },
    ],
    author: [{ '@type': 'Person', name: 'A. Writer', url: 'https://www.example.org/a-writer' }],
    publisher: {
      '@type': 'Organization',
      name: 'Harbour News',
      url: 'https://www.example.org/',
      logo: { '@type': 'ImageObject', url: 'https://www.example.org/logo.png', width: 600, height: 60 },
    },
    isBasedOn: { '@type': 'CreativeWork', name: 'Harbour Gazette', url: 'https://gazette.example/ferries' },
    license: 'https://creativecommons.org/licenses/by/4.0/',
    copyrightHolder: { '@type': 'Organization', name: 'Harbour News' },
    copyrightNotice: '© 2026 Harbour News',
    conditionsOfAccess: 'Name the author.',
    correction: [
      {
        '@type': 'CorrectionComment',
        '@id': 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000021',
        datePublished: '2026-11-23T08:30:00Z',
        text: 'Newest note.',
      },
      {
        '@type': 'CorrectionComment',
        '@id': 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000020',
        datePublished: '2026-11-22T12:00:00Z',
        text: 'First note.',
      },
    ],
    workTranslation: [
      {
        '@type': 'CreativeWork',
        '@id': 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000080',
        inLanguage: 'de',
        name: 'Fähren',
        url: 'https://www.example.org/de/faehren',
      },
    ],
    hasPart: [
      {
        '@type': 'WebPageElement',
        '@id': 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000101',
        position: 1,
        url: 'https://www.example.org/transport/ferries-1#lead',
        wordCount: 5,
      },
      {
        '@type': 'WebPageElement',
        '@id': 'urn:uuid:0193a1c4-7b1e-7c3a-9f52-000000000102',
        name: 'Who pays?',
        position: 2,
        url: 'https://www.example.org/transport/ferries-1#who-pays',
        wordCount: 5,
      },
    ],
  })
})

test('jsonld: no member is null, and no text has a character that decoders refuse', async t => {
  for (const one of [bare, hostile]) {
    const text = jsonLd.render(one, site)
    t.notMatch(text, /null|\\ud|\\u00/)
  }
  hasMembers(t, JSON.parse(jsonLd.render(bare, { ...site, articleType: 'BlogPosting' })), {
    '@type': 'BlogPosting',
    author: { name: 'Harbour News' },
  })
})
