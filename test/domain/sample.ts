import { createHash } from 'node:crypto'
import type { Site } from '../../src/domain/address/site.ts'
import type { Article } from '../../src/domain/article/article.ts'
import type { Block } from '../../src/domain/body/block.ts'
import type { Content } from '../../src/domain/content/content.ts'
import type { Manuscript, ManuscriptSection } from '../../src/domain/content/manuscript.ts'
import type { NewId } from '../../src/domain/id.ts'

export const site: Site = {
  publicUrl: 'https://news.example.org',
  title: 'Harbour News',
  language: 'en',
  timeZone: 'Europe/Oslo',
}

/** Numbered ids in the form of UUIDs of version 7. */
export function numberedIds(prefix = '01930000'): NewId {
  let last = 0
  return () => {
    last += 1
    return numberedId(last, prefix)
  }
}

export function numberedId(number: number, prefix = '01930000'): string {
  return `${prefix}-0000-7000-8000-${String(number).padStart(12, '0')}`
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function paragraph(text: string): Block {
  return { type: 'paragraph', content: [{ text }] }
}

export function headed(heading: string, ...texts: string[]): ManuscriptSection {
  return { heading, level: 2, blocks: texts.map(paragraph) }
}

export function lead(...texts: string[]): ManuscriptSection {
  return { level: 1, blocks: texts.map(paragraph) }
}

export function manuscript(more: Partial<Manuscript> = {}): Manuscript {
  return {
    title: 'Harbour Trust buys two electric ferries',
    language: 'en',
    tags: [],
    authors: [],
    keyTakeaways: [],
    sections: [],
    footnotes: [],
    ...more,
  }
}

export function content(more: Partial<Content> = {}): Content {
  return {
    slug: 'harbour-trust-buys-two-electric-ferries',
    title: 'Harbour Trust buys two electric ferries',
    language: 'en',
    direction: 'ltr',
    tagIds: [],
    authorIds: [],
    custom: {},
    publishedPrecision: 'instant',
    keyTakeaways: [],
    sections: [],
    footnotes: [],
    ...more,
  }
}

export function article(more: Partial<Article> = {}): Article {
  return {
    id: numberedId(1),
    version: 1,
    content: content(),
    status: 'draft',
    edition: 0,
    createdAt: '2026-11-20T08:00:00Z',
    modifiedAt: '2026-11-20T08:00:00Z',
    ...more,
  }
}
