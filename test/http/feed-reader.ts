import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'

/** The feeds and their media types. */
export const files = {
  'rss.xml': 'application/rss+xml; charset=utf-8',
  'atom.xml': 'application/atom+xml; charset=utf-8',
  'feed.json': 'application/feed+json',
  'ninjs.json': 'application/json',
} as const

export type File = keyof typeof files

/** Titles and next page, as read by an independent parser. */
export function readPage(
  file: File,
  body: string,
  link: string | undefined,
): { titles: string[]; next: string | undefined } {
  if (file === 'rss.xml') {
    const { items = [], atom } = parseRssFeed(body)
    const next = atom?.links?.find(one => one.rel === 'next')?.href
    return { titles: items.map(item => item.title ?? ''), next }
  }
  if (file === 'atom.xml') {
    const { entries = [], links = [] } = parseAtomFeed(body)
    return { titles: entries.map(entry => entry.title?.value ?? ''), next: links.find(one => one.rel === 'next')?.href }
  }
  if (file === 'feed.json') {
    const { items = [], next_url: next } = parseJsonFeed(body)
    return { titles: items.map(item => item.title ?? ''), next }
  }
  const { associations } = JSON.parse(body)
  const items: { pubStatus: string; headlines?: { value: string }[] }[] = Array.isArray(associations)
    ? associations
    : []
  const titles = items.filter(item => item.pubStatus !== 'canceled').map(item => item.headlines?.[0]?.value ?? '')
  return { titles, next: /<([^>]+)>; rel="next"/.exec(link ?? '')?.[1] }
}
