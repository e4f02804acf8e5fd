import { z } from 'zod'
import { type Caller, hasScope } from '../../domain/access/caller.ts'
import type { Scope } from '../../domain/access/key.ts'
import { anchor } from '../../domain/body/section.ts'
import { instant } from '../../domain/instant.ts'
import type { Transition } from '../../editorial/article.ts'
import { trimmedText } from '../message/parameter.ts'

const correction = z
  .strictObject({
    kind: z.enum(['correction', 'clarification', 'update']).optional().meta({ description: 'Absent: `correction`.' }),
    note: trimmedText(5000),
    sectionAnchors: z.array(anchor).max(100, 'must have at most 100 items').optional(),
  })
  .meta({
    id: 'CorrectionNote',
    examples: [{ note: 'An earlier version named the wrong year.', sectionAnchors: ['who-pays'] }],
    description: 'A note on what was changed after publication; it becomes part of the article.',
  })

const publication = z.strictObject({ correction: correction.optional() }).meta({ id: 'Publication' })
const note = trimmedText(2000).optional().meta({ description: 'Told to the public with the tombstone.' })
const unpublication = z.strictObject({ note }).meta({ id: 'Unpublication' })
const target = z
  .strictObject({ url: z.url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' }).max(2000) })
  .meta({ id: 'NewPlace', examples: [{ url: 'https://www.example.org/ferries' }] })
const takedown = z.strictObject({ note, movedTo: target.optional() }).meta({ id: 'Takedown' })
/** The body of what needs no details. */
export const noDetails = z.strictObject({}).meta({ id: 'NoDetails' })
const wish = z
  .strictObject({ publishAt: instant.optional(), expireAt: instant.optional(), correction: correction.optional() })
  .meta({
    id: 'ScheduleWish',
    examples: [{ publishAt: '2026-12-01T06:00:00Z', expireAt: '2026-12-31T23:00:00Z' }],
    description: 'What is to happen, and when. A time that is past means now.',
  })

/** A transition as requests name it. */
export type TransitionKind = {
  name: string
  operationId: string
  summary: string
  description?: string
  scope: Scope
  body: z.ZodType
  transition(body: unknown, caller: Caller): Transition
}

/** Those that are made by a POST to their name. */
export const transitionKinds: readonly TransitionKind[] = [
  {
    name: 'publish',
    operationId: 'publishArticle',
    summary: 'Let the public see the working copy',
    description:
      'Makes the next edition. Where the public sees it already and no note goes with it, nothing happens. A `publishedAt` in the future is a 409: schedule the publication.',
    scope: 'articles:publish',
    body: publication,
    transition: body => ({ kind: 'publish', correction: noteOf(publication.parse(body).correction) }),
  },
  {
    name: 'unpublish',
    operationId: 'unpublishArticle',
    summary: 'Take an article off; it may come back',
    scope: 'articles:publish',
    body: unpublication,
    transition: body => ({ kind: 'unpublish', ...unpublication.parse(body) }),
  },
  {
    name: 'withdraw',
    operationId: 'withdrawArticle',
    summary: 'Take an article down for good',
    description: 'Whoever holds a copy is told to remove it, and to tell those they passed it to.',
    scope: 'articles:publish',
    body: takedown,
    transition: body => ({ kind: 'withdraw', ...takedown.parse(body) }),
  },
  {
    name: 'revert',
    operationId: 'revertArticle',
    summary: 'Throw the changes since the newest edition away',
    description:
      'Also an expiry that was scheduled since; where that changes, the key needs `articles:publish` (409 `article-scheduled`).',
    scope: 'articles:write',
    body: noDetails,
    transition: (_, caller) => ({ kind: 'revert', mayPublish: hasScope(caller, 'articles:publish') }),
  },
  {
    name: 'erase',
    operationId: 'eraseArticle',
    summary: 'Remove all that is kept of an article',
    description:
      'Editions, source and what the audit says of it. Only the tombstone stays, where it was ever published.',
    scope: 'articles:publish',
    body: noDetails,
    transition: () => ({ kind: 'erase' }),
  },
]

/** What is to happen, put in the place of what was to happen. */
export const scheduleKind: TransitionKind & { body: typeof wish } = {
  name: 'schedule',
  operationId: 'scheduleArticle',
  summary: 'Say when an article is published and when it expires',
  description:
    'Replaces what was to happen; a member that is absent is cancelled. Publishing takes the working copy as it is then. Of a published article `metadata.expiresAt` shows the expiry at once.',
  scope: 'articles:publish',
  body: wish,
  transition: body => {
    const { correction: said, ...times } = wish.parse(body)
    return { kind: 'schedule', ...times, correction: noteOf(said) }
  },
}

function noteOf(said: z.infer<typeof correction> | undefined) {
  return said && { kind: said.kind ?? 'correction', note: said.note, sectionAnchors: said.sectionAnchors ?? [] }
}
