import { clean } from '../../../domain/text/json.ts'
import { siteBase } from '../../blocks/file-address.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import { authorsOf } from '../../fact/people.ts'
import { firstDate } from '../../fact/read-date.ts'
import type { Reporter } from '../../fact/report.ts'
import type { ImportProblem, ParseOptions } from '../../importer.ts'
import { parseJson } from '../../json/parse.ts'
import { type JsonRange, jsonRanges } from '../../json/range.ts'
import { isRecord, recordsMember, textMember } from '../../json/value.ts'
import type { Spool } from '../../source/spool.ts'
import { escapeHtml, plainLine } from '../../tree/plain-html.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { mediaBlock } from './media.ts'

type Json = Record<string, unknown>

const itemLimit = 32 * 1024 * 1024
const feedMembers = new Set(['language', 'home_page_url', 'feed_url', 'authors', 'author', 'title'])

/** The items of a JSON Feed (jsonfeed.org, versions 1 and 1.1). Members of the feed can follow the items. */
export async function* jsonItems(source: Spool, options: ParseOptions): AsyncGenerator<FeedItem | ImportProblem> {
  const feed: Json = {}
  for await (const range of jsonRanges(source, path => feedMembers.has(path))) {
    if ('path' in range) feed[range.path] = await value(source, range)
  }
  for await (const range of jsonRanges(source, path => path === 'items/#')) {
    const line = range.line
    if ('fault' in range) {
      const detail = 'The JSON of the feed is invalid from here. The items before were read.'
      yield { kind: 'problem', code: 'malformed', detail, place: { line } }
      continue
    }
    const large = range.end - range.start > itemLimit
    const item = large ? undefined : await value(source, range)
    if (isRecord(item)) {
      yield read(item, feed, { bytes: await source.read(range.start, range.end), line, options })
    } else {
      const detail = large ? 'The item is larger than 32 MiB and was not read.' : 'The item is not a valid JSON object.'
      yield { kind: 'problem', code: large ? 'too-large' : 'malformed', detail, place: { line } }
    }
  }
}

async function value(source: Spool, { start, end }: JsonRange): Promise<unknown> {
  try {
    const parsed: unknown = parseJson((await source.read(start, end)).toString('utf8'))
    return clean(parsed)
  } catch {
    return undefined
  }
}

function read(
  item: Json,
  feed: Json,
  { bytes, line, options }: { bytes: Buffer; line: number; options: ParseOptions },
): FeedItem {
  const base =
    firstUrl(siteBase(options), textMember(feed, 'home_page_url'), textMember(feed, 'feed_url')) ?? siteBase(options)
  const id = item['id']
  const idUrl = typeof id === 'string' && /^https?:\/\//i.test(id) ? id : undefined
  const url = firstUrl(base, textMember(item, 'url'), idUrl)
  const external = firstUrl(base, textMember(item, 'external_url'))
  const notes: FeedItem['notes'] = []
  const note: Reporter['note'] = (code, detail) => notes.push({ code, detail })
  const updated = firstDate('modification', [item['date_modified']], options, note)
  const published =
    firstDate('publication', [item['date_published']], options, note) ??
    derivedDate([['the permalink', url]], updated, options, note)
  const picture = firstUrl(url ?? base, textMember(item, 'image'), textMember(item, 'banner_image'))
  const text = textMember(item, 'content_text')
  const [category, ...tags] = names(
    Array.isArray(item['tags']) ? item['tags'].map(tag => (typeof tag === 'string' ? escapeHtml(tag) : '')) : [],
  )
  return {
    kind: 'item',
    title: plainLine(textMember(item, 'title') ?? ''),
    summary: plainLine(textMember(item, 'summary') ?? ''),
    html: textMember(item, 'content_html') ?? (text ? textHtml(text) : ''),
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : '',
    url,
    base: url ?? base,
    language: textMember(item, 'language') ?? textMember(feed, 'language'),
    category,
    tags,
    authors: authorsIn(item, base, notes) ?? authorsIn(feed, base, notes) ?? [],
    image: picture === undefined ? undefined : { url: picture, variants: [] },
    publishedAt: published?.at,
    publishedPrecision: published?.precision,
    updatedAt: updated?.at,
    source:
      external === undefined || external === url ? undefined : { name: new URL(external).hostname, url: external },
    media: attachmentsOf(item, url ?? base),
    restrictions: [],
    line,
    notes,
    raw: { mediaType: 'application/json', bytes },
  }
}

function attachmentsOf(item: Json, base: string | undefined): FeedItem['media'] {
  return recordsMember(item, 'attachments').flatMap(one => {
    const type = textMember(one, 'mime_type') ?? ''
    const seconds = one['duration_in_seconds']
    const url = firstUrl(base, textMember(one, 'url'))
    return url === undefined || type.startsWith('image/')
      ? []
      : [mediaBlock(url, type, typeof seconds === 'number' ? seconds : undefined)]
  })
}

/** Version 1.1 has a list of authors, version 1 one author. */
function authorsIn(of: Json, base: string | undefined, notes: FeedItem['notes']): FeedItem['authors'] | undefined {
  const author = of['author']
  const stated = [
    ...recordsMember(of, 'authors'),
    ...(isRecord(author) && !Array.isArray(of['authors']) ? [author] : []),
  ]
  const found = authorsOf(stated, base, (code, detail) => notes.push({ code, detail }))
  return found.length > 0 ? found : undefined
}

function textHtml(text: string): string {
  const parts = text.split(/\r?\n[ \t]*\r?\n\s*/).filter(part => part.trim() !== '')
  return parts.map(part => `<p>${escapeHtml(part.trim()).replace(/\r?\n/g, '<br>')}</p>`).join('')
}
