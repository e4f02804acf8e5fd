import { z } from 'zod'
import { type Caller, hasScope } from '../../domain/access/caller.ts'
import type { Scope } from '../../domain/access/key.ts'
import { draft } from '../../domain/content/draft.ts'
import { AppError } from '../../domain/error.ts'
import { isObject } from '../../domain/input/merge-patch.ts'
import type { Expected } from '../../editorial/article/precondition.ts'
import type { EditOptions } from '../../editorial/article/validate-draft.ts'
import type { BatchItem, BatchTarget } from '../../editorial/batch/item.ts'
import { parseTags, tagsRule } from '../message/if-match.ts'
import { readBody } from '../message/validate.ts'
import { refused, within } from './batch-error.ts'
import { draftOptions, externalId, newArticle, patchedDraft } from './draft.ts'
import { restoration, restoredOf } from './restoration.ts'
import { noDetails, scheduleKind, transitionKinds } from './transition.ts'
import { translationLink } from './translation-link.ts'

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

/** A kind of item: it does what a route of its own does. */
export type BatchKind = {
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

export type Item = {
  id?: string | undefined
  externalId?: string | undefined
  ifMatch?: string | undefined
  takeOverSlug?: boolean | undefined
  body?: unknown
}

export const batchKinds: readonly BatchKind[] = [
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
    ({ name, scope, body, transition }): BatchKind => ({
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
