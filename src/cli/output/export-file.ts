import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Site } from '../../domain/address/site.ts'
import { isAhead } from '../../domain/article/article.ts'
import { AppError } from '../../domain/error.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Position } from '../../domain/page/query.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import type { Copy } from '../../domain/store/log/sync-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { archiveLine } from '../../syndication/article/archive.ts'
import { htmlPage } from '../../syndication/article/html.ts'
import { siteMarkdown } from '../../syndication/article/site-markdown.ts'
import { text } from '../../syndication/article/text.ts'

const pageSize = 100

/**
 * Writes all articles as NDJSON. The file is renamed into place after the last line, so a partial file never has its name.
 *
 * @param out a file, or `-`
 * @returns the number of articles, and how many of them have unpublished changes
 * @throws AppError `input-unreadable` if it cannot be written
 */
export async function archiveExport(
  out: string,
  to: { store: Pick<Store, 'exportPage'>; since?: Instant | undefined; write(bytes: Uint8Array): Promise<void> },
): Promise<{ articles: number; ahead: number }> {
  const { store, since } = to
  const sums = { articles: 0, ahead: 0 }
  const lines = async function* () {
    let after: string | undefined
    for (;;) {
      const page = await store.exportPage({ limit: pageSize, after, since })
      for (const one of page) {
        sums.articles += 1
        if (one.edition && isAhead(one.article)) sums.ahead += 1
        yield Buffer.from(`${archiveLine(one)}\n`)
      }
      after = page.at(-1)?.article.id
      if (after === undefined) return
    }
  }
  if (out === '-') for await (const line of lines()) await to.write(line)
  else await writable(out, () => writeLines(out, lines()))
  return sums
}

async function writeLines(out: string, lines: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = `${out}.partial`
  const file = createWriteStream(partial)
  const ended = finished(file)
  // Awaited below; this handler prevents an unhandled rejection until then.
  ended.catch(() => undefined)
  try {
    for await (const line of lines) {
      if (!file.write(line))
        await Promise.race([new Promise<void>(resolve => file.once('drain', () => resolve())), ended])
    }
    file.end()
    await ended
    await rename(partial, out)
  } catch (error) {
    file.destroy()
    await rm(partial, { force: true })
    throw error
  }
}

const files = { markdown: siteMarkdown, text, html: htmlPage } as const

/**
 * Writes each published article to its own file, named by date and slug. Files of earlier exports are replaced.
 *
 * @returns the number of articles, and the ids of those with a damaged print
 * @throws AppError `input-unreadable` if a file cannot be written
 */
export async function folderExport(
  out: string,
  format: keyof typeof files,
  from: { store: Pick<Store, 'syncWalk'>; site: Site; since?: Instant | undefined },
): Promise<{ articles: number; damaged: string[] }> {
  const { render, suffix } = files[format]
  const names = format === 'markdown' ? await fileNames(from.store) : new Map<string, string>()
  let articles = 0
  const damaged: string[] = []
  await writable(out, () => mkdir(out, { recursive: true }))
  for await (const article of delivered(from, damaged, names)) {
    const path = join(out, `${fileName(article)}${suffix}`)
    await writable(path, () => writeFile(path, render(article, from.site)))
    articles += 1
  }
  return { articles, damaged }
}

/**
 * @param damaged receives the ids of articles with a damaged print
 * @param names files of the articles, to which links lead
 */
async function* delivered(
  { store, since = '' }: { store: Pick<Store, 'syncWalk'>; since?: Instant | undefined },
  damaged: string[],
  names: ReadonlyMap<string, string>,
): AsyncGenerator<DeliveredArticle> {
  for await (const copy of copies(store, 'body')) {
    if ('isDamaged' in copy) damaged.push(copy.articleId)
    if ('body' in copy && copy.body && copy.printedAt >= since) {
      const text = Buffer.from(copy.body).toString('utf8')
      yield JSON.parse(text, (member, value) =>
        member === 'link' ? fileLink(value, names) : value,
      ) as DeliveredArticle
    }
  }
}

async function* copies(store: Pick<Store, 'syncWalk'>, of: 'item' | 'body'): AsyncGenerator<Copy> {
  let from: Position | undefined
  for (;;) {
    const page = await store.syncWalk({ filter: {}, limit: pageSize, from }, { of, bytes: 8e6 })
    yield* page.copies
    const last = page.copies.at(-1)
    if (!page.hasNext || !last) return
    from = { at: last.publishedAt, id: last.articleId }
  }
}

/** The file of each article, by id. */
async function fileNames(store: Pick<Store, 'syncWalk'>): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for await (const copy of copies(store, 'item')) {
    if (!('item' in copy)) continue
    const article = JSON.parse(Buffer.from(copy.item).toString('utf8')) as DeliveredArticle
    names.set(article.id, `${fileName(article)}${files.markdown.suffix}`)
  }
  return names
}

/** A link to an article leads to its file, so that it works in every place of the folder. */
function fileLink(link: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof link !== 'object' || link === null || !('articleId' in link) || !('href' in link)) return link
  const [name, href] = [names.get(String(link.articleId)), String(link.href)]
  const fragment = href.includes('#') ? href.slice(href.indexOf('#')).replace(/^#_(?=-?\d)/, '#') : ''
  return name === undefined ? link : { ...link, href: `./${encodeURIComponent(name)}${fragment}` }
}

/** File systems allow 255 bytes per name. A longer slug is cut, and the id keeps the name unique. */
function fileName({ id, slug, metadata }: DeliveredArticle): string {
  const name = `${metadata.publishedDate}-${slug}`
  if (Buffer.byteLength(name) <= 200) return name
  let short = ''
  for (const character of name) {
    if (Buffer.byteLength(short + character) > 160) break
    short += character
  }
  return `${short}-${id}`
}

async function writable<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof AppError || !(cause instanceof Error && 'code' in cause)) throw cause
    throw new AppError('input-unreadable', `${path} cannot be written: ${String(cause.code)}.`, { cause })
  }
}
