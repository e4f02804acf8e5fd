import type { Site } from '../../src/domain/address/site.ts'
import type { Manuscript } from '../../src/domain/content/manuscript.ts'
import { openapiDocument } from '../../src/http/service/openapi-document.ts'
import { headed, lead, site } from '../domain/sample.ts'

/** An article with a value for every member that a source can set. */
export const ferries: Partial<Manuscript> = {
  title: 'Harbour Trust buys two electric ferries',
  summary: 'The first electric boats of the harbour sail next spring.',
  category: 'Transport',
  tags: ['Ferries', 'Climate'],
  authors: [{ name: 'Ann Writer', pageUrl: 'https://www.example.org/ann' }],
  views: 7,
  publishedAt: '2026-11-20T09:00:00Z',
  updatedAt: '2026-11-21T10:00:00Z',
  keyTakeaways: ['They replace two diesel boats.', 'They cost "41 million", [all in}.'].map(text => ({
    content: [{ text }],
    origin: 'authored' as const,
  })),
  sections: [
    lead('The boats are built in Norway.'),
    headed('Who pays', 'The city does.'),
    headed('When', 'In spring.'),
  ],
  formerSlugs: ['electric-ferries'],
}

/** A site on which every address answers 200: some addresses need configuration. */
export const outspoken: Site = {
  ...site,
  rights: { textAndDataMining: 'allowed' },
  security: { contacts: ['mailto:security@example.org'] },
}

export const fillable: Record<string, string> = {
  ref: 'harbour-trust-buys-two-electric-ferries',
  anchor: 'who-pays',
  code: 'article-not-found',
  page: '2026-11',
  language: 'en',
}

const slugs: Record<string, string> = { categories: 'transport', tags: 'climate', authors: 'ann-writer' }

/** What the OpenAPI document describes, by address. */
const described = openapiDocument('').paths ?? {}

/** Whether an address accepts any parameter, so that links with tracking parameters work. */
export function isLenient(path: string): boolean {
  const { get } = described[path] ?? {}
  return get?.tags?.includes('Syndication') === true
}

/** Whether an address is public and does not only redirect. */
const isDelivery = (path: string) => !path.startsWith('/v1/editorial') && path !== '/v1/resolve'

/** Every public address of the OpenAPI document, with its parameters filled from `ferries`. */
export function everyAddress(): { path: string; url: string }[] {
  // The metrics require a key: see metrics.test.ts.
  const paths = Object.keys(described).filter(path => isDelivery(path) && path !== '/metrics')
  return paths.map(path => {
    const slug = slugs[path.split('/')[2] ?? ''] ?? ''
    const queries: Record<string, string> = {
      '/oembed': `?url=${encodeURIComponent(`${site.publicUrl}/v1/articles/${fillable['ref']}`)}`,
      '/v1/search': '?q=ferries',
      '/v1/search/suggest': '?q=ferr',
    }
    const query = queries[path] ?? ''
    return {
      path,
      url: path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'slug' ? slug : (fillable[name] ?? ''))) + query,
    }
  })
}
