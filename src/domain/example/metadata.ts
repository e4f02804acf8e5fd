import { imageExample } from './image.ts'

const origin = 'https://news.example.org'

export const termRefExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c21',
  slug: 'transport',
  name: 'Transport',
  url: `${origin}/v1/categories/transport`,
}

export const authorRefExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c22',
  slug: 'ada-holm',
  name: 'Ada Holm',
  pageUrl: 'https://www.example.org/people/ada-holm',
  url: `${origin}/v1/authors/ada-holm`,
}

export const termExample = { ...termRefExample, description: 'How the town moves.', articleCount: 14 }

export const translationExample = {
  language: 'de',
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12',
  slug: 'hafen-kauft-zwei-elektrische-faehren',
  title: 'Hafen kauft zwei elektrische Fähren',
  url: `${origin}/v1/articles/hafen-kauft-zwei-elektrische-faehren`,
  canonicalUrl: `${origin}/v1/articles/hafen-kauft-zwei-elektrische-faehren.html`,
}

export const correctionExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c23',
  at: '2026-11-23T10:30:00Z',
  edition: 2,
  kind: 'correction',
  note: 'An earlier edition gave the price of one ferry as that of both.',
  sectionAnchors: ['who-pays'],
}

export const licenseExample = { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' }

export const rightsExample = {
  holder: 'Harbour News',
  notice: '© 2026 Harbour News',
  license: licenseExample,
  syndication: 'full',
  textAndDataMining: 'reserved',
}

export const sourceExample = { name: 'Harbour News', url: 'https://www.example.org/' }

export const metadataExample = {
  language: 'en',
  direction: 'ltr',
  translations: [translationExample],
  category: termRefExample,
  tags: [],
  authors: [authorRefExample],
  publishedAt: '2026-11-22T09:00:00Z',
  publishedDate: '2026-11-22',
  publishedPrecision: 'instant',
  updatedAt: '2026-11-23T10:30:00Z',
  readingTimeMinutes: 1,
  wordCount: 11,
  views: 7,
  image: imageExample,
  canonicalUrl: `${origin}/v1/articles/harbour-trust-buys-two-electric-ferries.html`,
  source: sourceExample,
  rights: rightsExample,
  corrections: [correctionExample],
  custom: {},
}
