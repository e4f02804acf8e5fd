import type { Site } from '../../src/domain/address/site.ts'
import type { Manuscript } from '../../src/domain/content/manuscript.ts'
import { openapiDocument } from '../../src/http/service/openapi-document.ts'
import { headed, lead, site } from '../domain/sample.ts'

/** An article that has a value in every member that a source can state. */
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

/** A site on which every address answers: some only do where it is configured to say something. */
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

/** Whether an address takes any parameter, so that links that others decorate work. */
export function isLenient(path: string): boolean {
  const { get } = openapiDocument('').paths?.[path] ?? {}
  return get?.tags?.includes('Syndication') === true
}

/** Of public addresses, all but the one that only redirects. */
const isDelivery = (path: string) => !path.startsWith('/v1/editorial') && path !== '/v1/resolve'

/** Every public address of the OpenAPI document, its parts filled with what `ferries` has. */
export function everyAddress(): { path: string; url: string }[] {
  const paths = Object.keys(openapiDocument('').paths ?? {}).filter(isDelivery)
  return paths.map(path => {
    const slug = slugs[path.split('/')[2] ?? ''] ?? ''
    const query =
      path === '/oembed' ? `?url=${encodeURIComponent(`${site.publicUrl}/v1/articles/${fillable['ref']}`)}` : ''
    return {
      path,
      url: path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'slug' ? slug : (fillable[name] ?? ''))) + query,
    }
  })
}
