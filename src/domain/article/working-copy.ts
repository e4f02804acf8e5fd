import { z } from 'zod'
import { actor, onBehalfOf } from '../access/requester.ts'
import { articleUrl, type Site } from '../address/site.ts'
import { plainText } from '../body/inline.ts'
import type { Content } from '../content/content.ts'
import { type Draft, draft, draftSection, draftTakeaway } from '../content/draft.ts'
import { headFacts } from '../content/fact.ts'
import { id } from '../id.ts'
import { type Instant, instant } from '../instant.ts'
import type { Term } from '../term/term.ts'
import { direction } from '../text/language.ts'
import { type Article, articleEtag, isAhead } from './article.ts'
import type { ScheduledAction } from './schedule.ts'
import { endReasons } from './tombstone.ts'

export const states = ['draft', 'published', ...endReasons] as const

const state = z
  .string()
  .min(1)
  .meta({
    description:
      '`published` = it is delivered. Otherwise it was never delivered, or the status is the reason why it no longer is. Treat an unknown status as `unpublished`.',
    'x-extensible-enum': [...states],
    examples: ['draft'],
  })

const stateShape = {
  id,
  version: z.int().min(1).meta({ description: 'Increased by one with every write.' }),
  etag: z
    .string()
    .min(1)
    .meta({ description: 'Identifies this version in `If-Match`; equal to `ETag`.', examples: ['"v12.Xa3_-q"'] }),
  status: state,
  ahead: z.boolean().meta({ description: 'Whether the article has unpublished changes.' }),
  edition: z.int().min(0).meta({ description: 'Number of the newest edition, 0 before the first.' }),
  publishedVersion: z.int().min(1).optional().meta({ description: 'The version of the newest edition.' }),
  externalId: z
    .string()
    .optional()
    .meta({ description: 'Identity in its source.', examples: ['cms:4711'] }),
  translationGroup: id.optional().meta({ description: 'Articles of one group are translations of each other.' }),
  createdAt: instant,
  modifiedAt: instant,
  actor: actor.optional(),
  onBehalfOf: onBehalfOf.optional(),
  firstPublishedAt: instant.optional(),
  url: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Public URL of a published article; absent for others.', format: 'uri' }),
  pageUrl: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'The page of a published article; absent for others.', format: 'uri' }),
  revision: z.int().min(1).optional().meta({
    description:
      'Revision of a published article; absent for others. It also increases, without a new version, when something that the article refers to changes.',
  }),
}

/** The published state of a delivered article. */
export type PublicState = { slug: string; canonicalUrl: string; revision: number }

export const articleSchedule = z
  .object({
    publishAt: instant.optional(),
    expireAt: instant.optional(),
  })
  .meta({ id: 'Schedule', description: 'The scheduled publication and expiry.' })

export const editorialNote = z
  .object({ code: z.string().min(1), detail: z.string() })
  .meta({ id: 'EditorialNote', description: 'A remark about a write that an editor may want to check.' })

const { markdown: _, html: __, text: ___, ...written } = draft.shape

/** An article as editors see it. */
export const workingCopy = z
  .object({
    ...stateShape,
    ...written,
    slug: z.string(),
    title: z.string(),
    language: z.string().meta({ description: 'Language tag (BCP 47).' }),
    direction,
    tags: z.array(z.string()),
    authors: written.authors.unwrap(),
    custom: written.custom.unwrap(),
    keyTakeaways: z.array(draftTakeaway),
    sections: z.array(draftSection),
    footnotes: written.footnotes.unwrap(),
    schedule: articleSchedule,
    notes: z.array(editorialNote).optional().meta({ description: 'Only in the response to a write.' }),
  })
  .meta({ id: 'WorkingCopy', description: 'An article as editors see it; its newest edition is public.' })

export const workingCopyItem = z
  .object({
    ...stateShape,
    slug: z.string(),
    title: z.string(),
    summary: headFacts.summary,
    language: z.string().meta({ description: 'Language tag (BCP 47).' }),
    category: z.string().optional().meta({ description: 'Name of the category.' }),
    schedule: articleSchedule,
  })
  .meta({ id: 'WorkingCopyItem', description: 'A working copy in a list, without its body.' })

export type WorkingCopy = z.infer<typeof workingCopy>
export type WorkingCopyItem = z.infer<typeof workingCopyItem>

/** The content of an article, as editors write it. */
export function draftOf(content: Content, terms: readonly Term[]): Draft & { title: string } {
  const known = new Map(terms.map(term => [term.id, term]))
  const named = (ids: readonly string[]) => ids.flatMap(one => known.get(one) ?? [])
  const { categoryId, tagIds, authorIds, direction: _, keyTakeaways, ...rest } = content
  const category = categoryId === undefined ? undefined : known.get(categoryId)?.name
  return {
    ...rest,
    ...(category !== undefined && { category }),
    tags: named(tagIds).map(term => term.name),
    authors: named(authorIds).map(({ name, pageUrl, image }) => ({
      name,
      ...(pageUrl !== undefined && { pageUrl }),
      ...(image && { image }),
    })),
    keyTakeaways: keyTakeaways.map(({ content: runs, origin, ...takeaway }) => ({
      ...takeaway,
      text: plainText(runs),
      content: runs,
      origin: origin as 'authored',
    })),
  }
}

/** An article as editors see it. */
export function workingCopyOf(
  article: Article,
  terms: readonly Term[],
  scheduled: readonly ScheduledAction[],
  delivered: PublicState | undefined,
  site: Pick<Site, 'publicUrl'>,
): WorkingCopy {
  const said = draftOf(article.content, terms)
  const { slug, language, direction, custom, sections, footnotes } = article.content
  const { title, tags = [], authors = [], keyTakeaways = [] } = said
  const all = { slug, title, language, direction, tags, authors, custom, keyTakeaways, sections, footnotes }
  return { ...stateOf(article, delivered, site), ...said, ...all, schedule: scheduleOf(scheduled) }
}

/** All members of a working copy except the content. */
export function stateOf(
  article: Omit<Article, 'content'>,
  delivered: PublicState | undefined,
  site: Pick<Site, 'publicUrl'>,
) {
  const { id, version, status, edition, publishedVersion, externalId, translationGroup } = article
  const { createdAt, modifiedAt, firstPublishedAt } = article
  const ahead = isAhead(article)
  const addresses = delivered && {
    url: articleUrl(site, delivered.slug),
    pageUrl: delivered.canonicalUrl,
    revision: delivered.revision,
  }
  const who = { actor: article.actor, onBehalfOf: article.onBehalfOf }
  const optional = { publishedVersion, externalId, translationGroup, firstPublishedAt, ...who, ...addresses }
  const etag = articleEtag(article)
  return { id, version, etag, status, ahead, edition, createdAt, modifiedAt, ...present(optional) }
}

function scheduleOf(scheduled: readonly ScheduledAction[]): z.infer<typeof articleSchedule> {
  const at = (kind: ScheduledAction['kind']) => scheduled.find(one => one.kind === kind)?.dueAt
  return scheduleAt(at('publish'), at('expire'))
}

/** The scheduled transitions. */
export function scheduleAt(publishAt: Instant | undefined, expireAt: Instant | undefined) {
  return present({ publishAt, expireAt })
}

function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>
  }
}
