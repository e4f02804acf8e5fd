import type { Caller } from '../../domain/access/caller.ts'
import type { Article } from '../../domain/article/article.ts'
import type { Draft } from '../../domain/content/draft.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import type { Store } from '../../domain/store/store.ts'
import { planCreate } from '../article/create.ts'
import { type Change, planEdit } from '../article/edit.ts'
import { planLink } from '../article/link-translation.ts'
import { type Expected, notFound } from '../article/precondition.ts'
import { planPut } from '../article/put.ts'
import { planTransition, type Transition } from '../article/transition.ts'
import { planUnlink } from '../article/unlink-translation.ts'
import type { EditOptions } from '../article/validate-draft.ts'
import type { EditorialDeps, PlannedWrite } from '../article/write.ts'
import { planRestore, type Restored } from '../history/restore.ts'

export type BatchTarget = { id: string } | { externalId: string }

/** One operation of a batch, equal to a request to the route of its own. Without `expected` it applies to any version. */
export type BatchItem =
  | { kind: 'create'; draft: Draft; options: EditOptions & { externalId?: string | undefined } }
  | { kind: 'put'; externalId: string; expected?: Expected | undefined; draft: Draft; options: EditOptions }
  | {
      kind: 'edit'
      target: BatchTarget
      expected?: Expected | undefined
      change: (current: Draft) => Change
      options: EditOptions
    }
  | { kind: 'move'; target: BatchTarget; expected?: Expected | undefined; transition: Transition }
  | {
      kind: 'restore'
      target: BatchTarget
      expected?: Expected | undefined
      restored: Restored
      mayPublish: boolean
    }
  | { kind: 'link'; target: BatchTarget; expected?: Expected | undefined; of: Id; caller: Caller }
  | { kind: 'unlink'; target: BatchTarget; expected?: Expected | undefined; caller: Caller }

export type BatchDeps = EditorialDeps & { store: Pick<Store, 'articleByExternalId'> }

/** Returns the writes of an item (the last one is to its own article), or its error. @throws AppError of the store */
export async function planItem(item: BatchItem | AppError, deps: BatchDeps): Promise<PlannedWrite[] | AppError> {
  if (item instanceof AppError) return item
  try {
    return item.kind === 'link' ? planLink(item, deps) : [await plan(item, deps)]
  } catch (error) {
    if (error instanceof AppError && !isStoreError(error)) return error
    throw error
  }
}

/** Whether the store itself failed: it is busy or full. */
export function isStoreError(error: unknown): error is AppError {
  return error instanceof AppError && error.code.startsWith('store-')
}

async function plan(item: Exclude<BatchItem, { kind: 'link' }>, deps: BatchDeps): Promise<PlannedWrite> {
  switch (item.kind) {
    case 'create':
      return planCreate(item.draft, item.options, deps)
    case 'put':
      return planPut(item.externalId, { expected: item.expected }, item.draft, item.options, deps)
    case 'edit': {
      const article = await targetOf(item.target, deps)
      if (!article) throw notFound('id' in item.target ? 'id' : 'external id')
      return planEdit(article.id, item.expected ?? 'any', item.change, item.options, deps)
    }
    case 'move':
      return planTransition(item.target, item.expected ?? 'any', item.transition, deps)
    case 'restore':
      return planRestore(item.target, item.expected ?? 'any', item.restored, item.mayPublish, deps)
    case 'unlink':
      return planUnlink(item, deps)
  }
}

/** The key of the article that an item addresses, if any. */
export function keysOf(item: BatchItem): string[] {
  const named = item.kind === 'create' ? item.options : item.kind === 'put' ? item : item.target
  if ('id' in named) return [`id:${named.id}`]
  return named.externalId === undefined ? [] : [`external:${named.externalId}`]
}

/** The article that an item addresses, or undefined. */
export function targetOf(target: BatchTarget, { store }: BatchDeps): Promise<Article | undefined> {
  return 'id' in target ? store.article(target.id) : store.articleByExternalId(target.externalId)
}
