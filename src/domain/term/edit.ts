import type { Image } from '../body/image.ts'
import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { Digest } from '../print/layout.ts'
import type { TermDecision, TermLookup, TermUses, VersionedTerm } from '../store/term-edit-store.ts'
import { isSlug, slugify } from '../text/slug.ts'
import { type Term, type TermKind, termCollection } from './term.ts'

/** An editor's changes to a term: null removes a member, absent = unchanged. */
export type TermPatch = {
  name?: string | undefined
  slug?: string | undefined
  description?: string | null | undefined
  image?: Image | null | undefined
  pageUrl?: string | null | undefined
}

/**
 * The entity tag of a term, without quotes: its version, and a hash of its content, which distinguishes versions with
 * the same number after a backup was restored.
 */
export function termTag(term: VersionedTerm, digest: Digest): string {
  const { version, kind, slug, name, description, image, pageUrl } = term
  return `v${version}.${digest(JSON.stringify([kind, slug, name, description, image, pageUrl])).slice(0, 8)}`
}

/**
 * Creates a term. Without a stated slug it gets a free one made from its name.
 *
 * @throws AppError `term-taken` if another term has the name, or has or had the stated slug
 */
export function decideCreate(
  id: Id,
  kind: TermKind,
  wish: TermPatch & { name: string },
  around: TermLookup,
): TermDecision {
  const base = slugify(wish.name) || kind
  const term = patched(
    { id, kind, slug: wish.slug ?? free(base, slug => around.slugOwner(kind, slug)), name: '' },
    wish,
  )
  demandFree(term, around)
  return { term, audit: audit(`${kind}.create`, term) }
}

/**
 * Changes a term. Its former slug redirects to it, and sources that use its former name still find it.
 *
 * @throws AppError `term-taken`
 */
export function decideEdit(current: Term, patch: TermPatch, around: TermLookup): TermDecision {
  const term = patched(current, patch)
  if (JSON.stringify(term) === JSON.stringify(patched(current, {}))) return { unchanged: true }
  demandFree(term, around)
  const before = { slug: current.slug, name: current.name }
  return { term, audit: audit(`${current.kind}.edit`, term, { before }) }
}

/**
 * Merges a term into another one of its kind, which gets its slugs, names and articles.
 *
 * @throws AppError `term-not-found` if the other term does not exist
 * @throws AppError `invalid-request` if both are the same
 */
export function decideMerge(current: Term, into: Id, around: TermLookup): TermDecision {
  const other = around.term(into)
  if (other?.kind !== current.kind) {
    const detail = `There is no other ${current.kind} "${into}".`
    throw new AppError('term-not-found', detail, {
      faults: [{ location: 'body', pointer: '/into', code: 'invalid', detail }],
    })
  }
  if (other.id === current.id) throw invalid('/into', `The ${current.kind} cannot be merged into itself.`)
  return {
    mergeInto: other.id,
    audit: audit(`${current.kind}.merge`, current, { into: other.id, intoName: other.name }),
  }
}

/**
 * Removes a term that no article has.
 *
 * @throws AppError `term-used`, naming some articles that have it
 */
export function decideRemove(current: Term, around: TermLookup): TermDecision {
  const uses = around.uses(current.id)
  if (uses.articles > 0) throw used(current, uses)
  // The name of a removed person is not kept.
  const detail = current.kind === 'author' ? { termId: current.id } : audit('', current).detail
  return { remove: true, audit: { action: `${current.kind}.delete`, detail } }
}

/** Whether a change is visible in prints. */
export function isShownInPrints(before: Term, after: Term): boolean {
  if (before.name !== after.name || before.slug !== after.slug) return true
  if (after.kind !== 'author') return false
  return before.pageUrl !== after.pageUrl || JSON.stringify(before.image) !== JSON.stringify(after.image)
}

/** Members in a fixed order, so that equal terms have equal JSON. */
function patched(current: Term, { name, slug, description, image, pageUrl }: TermPatch): Term {
  const optional = {
    description: description === undefined ? current.description : (description ?? undefined),
    image: image === undefined ? current.image : (image ?? undefined),
    pageUrl: pageUrl === undefined ? current.pageUrl : (pageUrl ?? undefined),
  }
  const present = Object.entries(optional).filter(([, value]) => value !== undefined)
  const named = { name: (name ?? current.name).trim(), slug: slug ?? current.slug }
  return { id: current.id, kind: current.kind, ...named, ...Object.fromEntries(present) }
}

function demandFree({ id, kind, slug, name }: Term, around: TermLookup): void {
  if (name === '') throw invalid('/name', 'A name has at least one character that can be seen.')
  if (!isSlug(slug)) {
    throw invalid('/slug', `"${slug}" is not a slug: lower-case letters, digits and "-".`, slugify(slug))
  }
  const named = around.nameOwner(kind, name)
  if (named !== undefined && named !== id) throw taken(kind, 'name', name, named)
  const owner = around.slugOwner(kind, slug)
  if (owner !== undefined && owner !== id) throw taken(kind, 'slug', slug, owner)
}

function free(base: string, owner: (slug: string) => Id | undefined): string {
  let slug = base
  for (let number = 2; owner(slug) !== undefined; number += 1) slug = `${base}-${number}`
  return slug
}

function audit(action: string, { id, slug, name }: Term, more: Record<string, unknown> = {}) {
  return { action, detail: { termId: id, slug, name, ...more } }
}

function used({ kind, name }: Term, { articles, isMore, some }: TermUses): AppError {
  const many = isMore ? `At least ${articles} articles carry` : `${articles} articles carry`
  const [count, where] = [articles === 1 ? 'One article carries' : many, some.map(addressOf)]
  const such = articles > some.length ? 'such as ' : ''
  const off =
    kind === 'tag' ? ' Take it off with POST /v1/editorial/tags:apply, or merge it.' : ' Merge it, or edit them.'
  return new AppError('term-used', `${count} the ${kind} "${name}": ${such}${where.join(', ')}.${off}`)
}

function addressOf(articleId: Id): string {
  return `/v1/editorial/articles/${articleId}`
}

function taken(kind: TermKind, member: 'name' | 'slug', value: string, owner: Id): AppError {
  const where = `/v1/editorial/${termCollection[kind]}/${owner}`
  const detail = `Another ${kind} has or had the ${member} "${value}": ${where}. Merge the two, or choose another one.`
  return new AppError('term-taken', detail, {
    faults: [{ location: 'body', pointer: `/${member}`, code: 'invalid', detail }],
  })
}

function invalid(pointer: string, detail: string, suggestion = ''): AppError {
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer, code: 'invalid', detail, ...(suggestion && { suggestion }) }],
  })
}
