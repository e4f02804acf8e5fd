import { z } from 'zod'
import { type Caller, demandScope, hasScope } from '../../domain/access/caller.ts'
import type { Scope } from '../../domain/access/key.ts'
import { editorialNote, workingCopyItem } from '../../domain/article/working-copy.ts'
import { draft } from '../../domain/content/draft.ts'
import { AppError } from '../../domain/error.ts'
import { isObject } from '../../domain/input/merge-patch.ts'
import { nearest } from '../../domain/input/nearest.ts'
import type { Expected } from '../../editorial/article-write.ts'
import type { BatchItem, BatchTarget } from '../../editorial/batch-item.ts'
import type { EditOptions } from '../../editorial/validate-draft.ts'
import { parseTags, tagsRule } from '../message/if-match.ts'
import { readBody } from '../message/validate.ts'
import { problem } from '../problem/problem.ts'
import { pointed, refused, within } from './batch-error.ts'
import { draftOptions, externalId, newArticle, patchedDraft } from './draft.ts'
import { restoration, restoredOf } from './restoration.ts'
import { noDetails, scheduleKind, transitionKinds } from './transition.ts'
import { translationLink } from './translation-link.ts'

/** Maximum number of items of a request, and of an atomic one, because its transaction blocks all other writes. */
export const maxItems = 1000
export const maxAtomicItems = 200

/** Members of items besides `type` and `body`. */
const { takeOverSlug } = draftOptions.shape
const ifMatch = z
  .string()
  .refine(text => parseTags(text) !== undefined, tagsRule)
  .optional()
  .meta({
    description: 'The `etag` of the version to change, as in the `If-Match` header. Absent: any version.',
    examples: ['"v12.Xa3_-q"'],
  })
const target = {
  id: z.string().optional().meta({ description: 'Id of the article. Send either `id` or `externalId`.' }),
  externalId: externalId.optional(),
  ifMatch,
}

type Kind = {
  type: string
  /** Part of the name of its schema. */
  name: string
  scope: Scope
  /** Members of the item besides `type` and `body`. */
  members: z.ZodRawShape
  /** The body of its own route. */
  body: z.ZodType
  read(item: Item, caller: Caller): BatchItem
}

type Item = {
  id?: string | undefined
  externalId?: string | undefined
  ifMatch?: string | undefined
  takeOverSlug?: boolean | undefined
  body?: unknown
}

const kinds: readonly Kind[] = [
  {
    type: 'create',
    name: 'Create',
    scope: 'articles:write',
    members: { takeOverSlug },
    body: newArticle,
    read({ body, takeOverSlug = false }, caller) {
      const { externalId: identity, ...said } = bodyOf(newArticle, body)
      return { kind: 'create', draft: said, options: { ...optionsOf(takeOverSlug, caller), externalId: identity } }
    },
  },
  {
    type: 'put',
    name: 'Put',
    scope: 'articles:write',
    members: { externalId, ifMatch, takeOverSlug },
    body: draft,
    read({ externalId: identity = '', ifMatch, body, takeOverSlug = false }, caller) {
      const options = optionsOf(takeOverSlug, caller)
      return { kind: 'put', externalId: identity, expected: expectedOf(ifMatch), draft: bodyOf(draft, body), options }
    },
  },
  {
    type: 'edit',
    name: 'Edit',
    scope: 'articles:write',
    members: { ...target, takeOverSlug },
    body: draft,
    read({ ifMatch, body, takeOverSlug = false, ...named }, caller) {
      if (!isObject(body)) throw refused('/body', 'A merge patch must be an object with the members to change.')
      const change = (now: z.infer<typeof draft>) => ({ draft: patchedDraft(now, body) })
      const options = optionsOf(takeOverSlug, caller)
      return { kind: 'edit', target: targetOf(named), expected: expectedOf(ifMatch), change, options }
    },
  },
  ...[...transitionKinds, scheduleKind].map(
    ({ name, scope, body, transition }): Kind => ({
      type: name,
      name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
      scope,
      members: target,
      body: body.optional(),
      read: ({ ifMatch, body: said = {}, ...named }, caller) => ({
        kind: 'move',
        target: targetOf(named),
        expected: expectedOf(ifMatch),
        transition: transition(bodyOf(body, said), caller),
      }),
    }),
  ),
  {
    type: 'restore',
    name: 'Restore',
    scope: 'articles:write',
    members: target,
    body: restoration,
    read: ({ ifMatch, body, ...named }, caller) => ({
      kind: 'restore',
      target: targetOf(named),
      expected: expectedOf(ifMatch),
      restored: inBody(() => restoredOf(readBody(restoration, body))),
      mayPublish: hasScope(caller, 'articles:publish'),
    }),
  },
  {
    type: 'translation',
    name: 'Translation',
    scope: 'articles:write',
    members: target,
    body: translationLink,
    read: ({ ifMatch, body, ...named }, caller) => ({
      kind: 'link',
      target: targetOf(named),
      expected: expectedOf(ifMatch),
      of: bodyOf(translationLink, body).of,
      caller,
    }),
  },
  {
    type: 'end-translation',
    name: 'EndTranslation',
    scope: 'articles:write',
    members: target,
    body: noDetails.optional(),
    read: ({ ifMatch, ...named }, caller) => ({
      kind: 'unlink',
      target: targetOf(named),
      expected: expectedOf(ifMatch),
      caller,
    }),
  },
  {
    type: 'delete',
    name: 'Delete',
    scope: 'articles:write',
    members: target,
    body: noDetails.optional(),
    read: ({ ifMatch, ...named }, caller) => ({
      kind: 'move',
      target: targetOf(named),
      expected: expectedOf(ifMatch),
      transition: { kind: 'delete', caller },
    }),
  },
]

const frames = new Map(
  kinds.map(kind => [
    kind.type,
    { kind, frame: z.strictObject({ type: z.literal(kind.type), ...kind.members, body: z.unknown().optional() }) },
  ]),
)

const [first, ...others] = kinds.map(({ type, name, members, body }) =>
  z
    .strictObject({ type: z.literal(type), ...members, body })
    .meta({ id: `Batch${name}`, description: `Does the same as the route of \`${type}\`, with the same body.` }),
)

/** An item of a batch. */
export const batchItem = (first ? z.discriminatedUnion('type', [first, ...others]) : z.never()).meta({
  id: 'BatchItem',
  examples: [
    { type: 'put', externalId: 'cms:4711', body: { title: 'Two electric ferries', text: 'Two boats.' } },
    { type: 'publish', externalId: 'cms:4711' },
  ],
})

/** The result of an item. */
export const batchResult = z
  .object({
    status: z.int().min(200).max(599).meta({ description: 'The status that its own route would return.' }),
    article: workingCopyItem.optional().meta({
      description:
        'The article after the change. Absent if the item failed, the article was deleted, or the key lacks `articles:read`.',
    }),
    etag: z.string().optional().meta({ description: 'The new version. Only for keys without `articles:read`.' }),
    location: z.string().optional().meta({ description: 'URL of the article. Only for keys without `articles:read`.' }),
    notes: z.array(editorialNote).optional(),
    problem: problem
      .optional()
      .meta({ description: 'Why the item failed. Pointers in `errors` refer to the whole request.' }),
  })
  .meta({ id: 'BatchResult' })

export const batchAnswer = z
  .object({ items: z.array(batchResult).meta({ description: 'One result per item, in the same order.' }) })
  .meta({ id: 'BatchAnswer' })

export type BatchResult = z.infer<typeof batchResult>

/** Reads an item, or returns its error with pointers into the whole request. */
export function readItem(given: unknown, place: number, caller: Caller): BatchItem | AppError {
  if (given instanceof AppError) return pointed(given, `/${place}`)
  const { kind, frame } = frames.get(String(Object(given).type)) ?? {}
  if (!kind || !frame) return within(unknownType(given), `/${place}`)
  try {
    demandScopeOf(kind, caller)
    const item: Item = readBody(frame, given)
    return kind.read(item, caller)
  } catch (error) {
    if (error instanceof AppError) return within(error, `/${place}`)
    throw error
  }
}

function demandScopeOf({ scope }: Kind, caller: Caller): void {
  try {
    demandScope(caller, scope)
  } catch (error) {
    throw error instanceof AppError ? pointed(error, '/type') : error
  }
}

function optionsOf(takeOverSlug: boolean, caller: Caller): EditOptions {
  return { takeOverSlug, mayPublish: hasScope(caller, 'articles:publish') }
}

function bodyOf<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  return inBody(() => readBody(schema, body))
}

function inBody<Output>(read: () => Output): Output {
  try {
    return read()
  } catch (error) {
    throw error instanceof AppError ? within(error, '/body') : error
  }
}

function expectedOf(ifMatch: string | undefined): Expected | undefined {
  return ifMatch === undefined ? undefined : parseTags(ifMatch)
}

function targetOf({ id, externalId }: Pick<Item, 'id' | 'externalId'>): BatchTarget {
  if (id !== undefined && externalId === undefined) return { id }
  if (externalId !== undefined && id === undefined) return { externalId }
  throw refused('', 'Send either "id" or "externalId" to name the article.')
}

function unknownType(given: unknown): AppError {
  const names = [...frames.keys()]
  const suggestion = nearest(String(Object(given).type), names)
  const error = refused(
    isObject(given) ? '/type' : '',
    `An item must be an object whose "type" is one of ${names.join(', ')}.`,
  )
  if (!suggestion) return error
  return new AppError(error.code, error.message, { faults: error.faults.map(fault => ({ ...fault, suggestion })) })
}
