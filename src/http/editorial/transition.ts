import { z } from 'zod'
import { type Caller, hasScope } from '../../domain/access/caller.ts'
import type { Scope } from '../../domain/access/key.ts'
import { anchor } from '../../domain/body/section.ts'
import { instant } from '../../domain/instant.ts'
import type { Transition } from '../../editorial/article/transition.ts'
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
    description: 'A note about a change after publication. It becomes part of the article.',
  })

const publication = z.strictObject({ correction: correction.optional() }).meta({ id: 'Publication' })
const note = trimmedText(2000).optional().meta({ description: 'A public note; part of the tombstone.' })
const unpublication = z.strictObject({ note }).meta({ id: 'Unpublication' })
const target = z
  .strictObject({ url: z.url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' }).max(2000) })
  .meta({ id: 'NewPlace', examples: [{ url: 'https://www.example.org/ferries' }] })
const takedown = z.strictObject({ note, movedTo: target.optional() }).meta({ id: 'Takedown' })
/** The body of operations without options. */
export const noDetails = z.strictObject({}).meta({ id: 'NoDetails' })
const wish = z
  .strictObject({ publishAt: instant.optional(), expireAt: instant.optional(), correction: correction.optional() })
  .meta({
    id: 'ScheduleWish',
    examples: [{ publishAt: '2026-12-01T06:00:00Z', expireAt: '2026-12-31T23:00:00Z' }],
    description: 'When to publish and when to expire the article. A time in the past means now.',
  })

/** A transition that has its own route. */
export type TransitionKind = {
  name: string
  operationId: string
  summary: string
  description?: string
  scope: Scope
  body: z.ZodType
  transition(body: unknown, caller: Caller): Transition
}

/** Transitions by POST to their name. */
export const transitionKinds: readonly TransitionKind[] = [
  {
    name: 'publish',
    operationId: 'publishArticle',
    summary: 'Publish an article',
    description:
      'Publishes the working copy as the next edition. If it is published already without changes and you send no correction note, nothing happens. A `publishedAt` in the future is a 409: schedule the publication instead.',
    scope: 'articles:publish',
    body: publication,
    transition: body => ({ kind: 'publish', correction: noteOf(publication.parse(body).correction) }),
  },
  {
    name: 'unpublish',
    operationId: 'unpublishArticle',
    summary: 'Unpublish an article temporarily',
    scope: 'articles:publish',
    body: unpublication,
    transition: body => ({ kind: 'unpublish', ...unpublication.parse(body) }),
  },
  {
    name: 'withdraw',
    operationId: 'withdrawArticle',
    summary: 'Withdraw an article permanently',
    description: 'The tombstone asks everyone who has a copy to remove it and to inform those they passed it to.',
    scope: 'articles:publish',
    body: takedown,
    transition: body => ({ kind: 'withdraw', ...takedown.parse(body) }),
  },
  {
    name: 'revert',
    operationId: 'revertArticle',
    summary: 'Discard the changes since the last edition',
    description:
      'Also discards an expiry that was scheduled since. That requires `articles:publish` (409 `article-scheduled`).',
    scope: 'articles:write',
    body: noDetails,
    transition: (_, caller) => ({ kind: 'revert', mayPublish: hasScope(caller, 'articles:publish') }),
  },
  {
    name: 'erase',
    operationId: 'eraseArticle',
    summary: 'Erase all data of an article',
    description:
      'Removes editions, versions, the source and details in the audit. If the article was ever published, only the tombstone remains.',
    scope: 'articles:publish',
    body: noDetails,
    transition: () => ({ kind: 'erase' }),
  },
]

/** Replaces the schedule of an article. */
export const scheduleKind: TransitionKind & { body: typeof wish } = {
  name: 'schedule',
  operationId: 'scheduleArticle',
  summary: 'Schedule publication and expiry of an article',
  description:
    'Replaces the whole schedule: an absent member is cancelled. The working copy is published as it is at that time. For a published article, `metadata.expiresAt` shows the new expiry at once.',
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
