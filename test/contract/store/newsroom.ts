import type { Test } from 'tap'
import type { Site } from '../../../src/domain/address/site.ts'
import type { Article } from '../../../src/domain/article/article.ts'
import { publish } from '../../../src/domain/article/publish.ts'
import { decideErase } from '../../../src/domain/article/transition.ts'
import type { Content } from '../../../src/domain/content/content.ts'
import type { Id } from '../../../src/domain/id.ts'
import { createPrinter, type Printer } from '../../../src/domain/print/print.ts'
import type { ArticleDecision, ArticleWrite } from '../../../src/domain/store/article/article-store.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import type { Write, Written } from '../../../src/domain/store/write.ts'
import { article, content, digest, numberedId, numberedIds, site } from '../../domain/sample.ts'

/** A store implementation, as the contract opens it. */
export type StoreMember = {
  name: string
  /** A new location, removed when the test ends. */
  place(t: Test): string
  /** Why tests with a hundred articles and more are left out. */
  small?: string
  /** Whether the search index knows where words are. */
  hasPositions?: boolean
  open(place: string, tools: { printer: Printer; newId: () => Id; clock: () => Date }): Promise<Store>
}

export const at = '2026-11-22T09:00:00Z'
export const write = { at, actor: 'cli', requestId: 'r-1', address: '192.0.2.1' } satisfies Write

/** Options of a test with a hundred articles and more. */
export function large({ small }: StoreMember): { skip: string | false } {
  return { skip: small ?? false }
}

/** A store at a new location, closed when the test ends; `again` opens the same location again. */
export async function openFresh(t: Test, member: StoreMember) {
  const place = member.place(t)
  let openings = 0
  const again = async (printedFor: Site = site) => {
    openings += 1
    const store = await member.open(place, {
      printer: createPrinter(printedFor, digest),
      newId: numberedIds(`0193000${openings}`),
      clock: () => new Date(at),
    })
    t.teardown(() => store.close())
    return store
  }
  /** Opens it like a process that starts with another configuration, and records that configuration. */
  const claimed = async (printedFor: Site = site, takeOver = false) => {
    const store = await again(printedFor)
    await store.claimEpoch({ at, publicUrl: printedFor.publicUrl, takeOver })
    return store
  }
  return { store: await claimed(), again, claimed }
}

/** Writes a content as the next version of an article, and publishes it. */
export function publication(number: number, more: Partial<Content> = {}, changes: Partial<Article> = {}): ArticleWrite {
  const id = numberedId(number)
  return {
    target: { id },
    decide(now, around) {
      const published = publish(revision(id, now, more, changes), at, around.corrections(id))
      return published ? { ...published, audit: { action: 'publish' } } : { unchanged: true }
    },
  }
}

/** The same without publishing. */
export function draft(number: number, more: Partial<Content> = {}, changes: Partial<Article> = {}): ArticleWrite {
  const id = numberedId(number)
  return {
    target: { id },
    decide: now => ({ article: revision(id, now, more, changes), audit: { action: 'edit' } }),
  }
}

/** Ends the delivery of an article. */
export function ending(
  number: number,
  end: NonNullable<Extract<ArticleDecision, { article: Article }>['end']>,
): ArticleWrite {
  const id = numberedId(number)
  return {
    target: { id },
    decide: now => {
      const before = now ?? article({ id })
      const ended = { ...before, version: before.version + 1, status: end.reason }
      return { article: ended, end, audit: { action: end.reason } }
    },
  }
}

/** Erases an article. */
export function erasure(number: number): ArticleWrite {
  return {
    target: { id: numberedId(number) },
    decide(now) {
      if (!now) throw new Error('the test erases an article that does not exist')
      return decideErase(now, at)
    },
  }
}

function revision(id: Id, now: Article | undefined, more: Partial<Content>, changes: Partial<Article>): Article {
  const slug = `article-${Number(id.slice(-12))}`
  if (!now) return article({ id, content: content({ slug, ...more }), ...changes })
  return { ...now, version: now.version + 1, content: { ...now.content, ...more }, ...changes }
}

/** Writes items in one batch; each must succeed. */
export async function put(store: Store, ...items: ArticleWrite[]): Promise<Extract<Written, { ok: true }>[]> {
  const written = await store.writeArticles(items, write)
  return written.map(one => {
    if (one.ok) return one
    throw one.error
  })
}

/** The public result for a ref, in short. */
export async function seen(store: Store, ref: string): Promise<unknown> {
  const found = await store.find(ref)
  if (found?.kind === 'print') return json(found.print.body)
  return found
}

export function json(bytes: Uint8Array) {
  return JSON.parse(new TextDecoder().decode(bytes))
}

/** The log in short: kind and article number of each row after `after`. */
export async function logged(store: Store, after = 0): Promise<string[]> {
  const changes = await store.changes(after, 1000)
  return changes.map(({ kind, articleId }) => `${kind} ${Number(articleId.slice(-12))}`)
}

/** A content whose only words are a link to an article. */
export function linking(to: number): Partial<Content> {
  const link = { href: `article:${numberedId(to)}` }
  const blocks = [{ type: 'paragraph' as const, content: [{ text: 'See this', link }] }]
  return { sections: [{ id: numberedId(500 + to), anchor: 'lead', level: 1, formerAnchors: [], blocks }] }
}

/** Reprints all waiting prints; returns their number. */
export async function reprintAll(store: Store): Promise<number> {
  let reprinted = 0
  for (let left = 1; left > 0; ) {
    const batch = await store.reprint(at)
    reprinted += batch.reprinted
    left = batch.left
  }
  return reprinted
}
