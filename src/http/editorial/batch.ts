import { z } from 'zod'
import { type Caller, demandScope } from '../../domain/access/caller.ts'
import { editorialNote, workingCopyItem } from '../../domain/article/working-copy.ts'
import { AppError } from '../../domain/error.ts'
import { isObject } from '../../domain/input/merge-patch.ts'
import { nearest } from '../../domain/input/nearest.ts'
import type { BatchItem } from '../../editorial/batch/item.ts'
import { readBody } from '../message/validate.ts'
import { problem } from '../problem/problem.ts'
import { pointed, refused, within } from './batch-error.ts'
import { type BatchKind, batchKinds, type Item } from './batch-kind.ts'

/** Maximum number of items of a request, and of an atomic one, because its transaction blocks all other writes. */
export const maxItems = 1000
export const maxAtomicItems = 200

const frames = new Map(
  batchKinds.map(kind => [
    kind.type,
    { kind, frame: z.strictObject({ type: z.literal(kind.type), ...kind.members, body: z.unknown().optional() }) },
  ]),
)

const [first, ...others] = batchKinds.map(({ type, name, members, body }) =>
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

function demandScopeOf({ scope }: BatchKind, caller: Caller): void {
  try {
    demandScope(caller, scope)
  } catch (error) {
    throw error instanceof AppError ? pointed(error, '/type') : error
  }
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
