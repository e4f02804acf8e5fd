import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SendWebhook } from '../../change/leased/webhook/attempt.ts'
import { actorOf, hasScope } from '../../domain/access/caller.ts'
import type { WorkingCopy } from '../../domain/article/working-copy.ts'
import { asBuffer } from '../../domain/buffer.ts'
import type { Id } from '../../domain/id.ts'
import type { StoredResponse } from '../../domain/store/access/idempotency-store.ts'
import type { PreviewTokenStore } from '../../domain/store/access/preview-token-store.ts'
import type { EditionStore } from '../../domain/store/article/edition-store.ts'
import type { VersionStore } from '../../domain/store/article/version-store.ts'
import type { ImportBounds, ImportJobStore } from '../../domain/store/import/import-job-store.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { TermEditStore } from '../../domain/store/term-edit-store.ts'
import type { WebhookStore } from '../../domain/store/webhook-store.ts'
import type { Requester } from '../../domain/store/write.ts'
import type { EditorialDeps, Outcome, RequestContext } from '../../editorial/article/write.ts'
import type { BatchWatch } from '../../editorial/batch/run.ts'
import { callerIn } from '../access/auth.ts'
import type { LogRefusal } from '../access/key-refusal.ts'
import { jsonType } from '../cache/respond.ts'
import type { Page } from '../message/collection.ts'
import type { LargeRequests } from './large-request.ts'
import type { UploadLimits } from './upload.ts'
import type { WriteBounds } from './write-limit.ts'

/** The part of the store that editorial routes use. */
export type EditorialStore = EditorialDeps['store'] &
  Pick<
    Store,
    | 'keys'
    | 'key'
    | 'keyByHash'
    | 'writeKeys'
    | 'noteKeyUse'
    | 'audit'
    | 'noteRefusal'
    | 'findResponse'
    | 'source'
    | 'articleBytes'
    | 'deliveryStates'
    | 'filterTerms'
    | 'changes'
    | 'lastChange'
    | 'viewedArticle'
    | 'setDayViews'
  > &
  EditionStore &
  VersionStore &
  ImportJobStore &
  UploadStore &
  TermEditStore &
  WebhookStore &
  PreviewTokenStore

/** Dependencies of every editorial route. */
export type Editorial = EditorialDeps & {
  store: EditorialStore
  /** Limits of the import queue; absent = unlimited. */
  waitingImports?: ImportBounds | undefined
  uploads: UploadLimits
  /** Days that views by day are kept; 0 = for ever. */
  viewRetention: number
  /** Maximum nesting of JSON. */
  jsonDepth: number
  /** Handles requests with large bodies in threads; absent = this thread handles them. */
  large?: Pick<LargeRequests, 'answer'> | undefined
  /** Bounds the writes that wait for the store; absent = they are not bounded. */
  writes?: WriteBounds | undefined
  /** Observes the progress of a batch. */
  watch?: BatchWatch | undefined
  /** The published article at a path or URL of the site. */
  articleAt(url: string): Promise<Id | undefined>
  /** Sends a request to a webhook. */
  sendWebhook: SendWebhook
  /** Notes a refused key: an item of a batch has no error handler. */
  logRefusal: LogRefusal
}

export const editorialPath = '/v1/editorial'
export const workingPath = `${editorialPath}/articles`

export const articleParams = z.strictObject({
  id: z.string().meta({ description: 'Id of the article.', examples: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'] }),
})

export const noQuery = z.strictObject({})

/** The requester, for audit entries. */
export function requesterOf(request: FastifyRequest): Requester {
  const { onBehalfOf, id: requestId, clientAddress: address } = request
  return { actor: actorOf(callerIn(request)), ...(onBehalfOf !== undefined && { onBehalfOf }), requestId, address }
}

/** The requester, and how to store the response if the request has an idempotency key. */
export function requestContext(request: FastifyRequest, answer: (outcome: Outcome) => StoredResponse): RequestContext {
  const { idempotent } = request
  return { ...requesterOf(request), ...(idempotent && { idempotency: { ...idempotent, answer } }) }
}

/** Treats an absent body as an empty object. */
export async function allowEmptyBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {}
}

/** A JSON response that is not cached. */
export function jsonResponse(
  value: unknown,
  more: { status?: number; headers?: Record<string, string> } = {},
): StoredResponse {
  const { status = 200, headers = {} } = more
  const body = new TextEncoder().encode(JSON.stringify(value))
  return { status, headers: { 'content-type': jsonType, ...uncached, ...headers }, body }
}

/** A 204 response. */
export function emptyResponse(headers: Record<string, string> = {}): StoredResponse {
  return { status: 204, headers: { ...uncached, ...headers }, body: new Uint8Array() }
}

/** Whether the key may read working copies. */
export function mayRead(request: FastifyRequest): boolean {
  return hasScope(callerIn(request), 'articles:read')
}

/** Whether the key may change published content. */
export function mayPublish(request: FastifyRequest): boolean {
  return hasScope(callerIn(request), 'articles:publish')
}

/**
 * The response with a working copy: 201 if it was created, 204 if it was erased. A key without `articles:read` gets only
 * its URL and version.
 */
export function workingCopyResponse(request: FastifyRequest, publicUrl: string): (outcome: Outcome) => StoredResponse {
  const isReader = mayRead(request)
  return ({ copy, created }) => {
    if (!copy) return emptyResponse()
    if (!isReader) return emptyResponse(locationHeaders(copy, publicUrl))
    if (!created) return jsonResponse(copy, { headers: versionHeaders(copy) })
    return jsonResponse(copy, { status: 201, headers: locationHeaders(copy, publicUrl) })
  }
}

/**
 * `ETag` and `Location` of a working copy.
 *
 * @param part path of the part that was changed
 */
export function locationHeaders(copy: Pick<WorkingCopy, 'id' | 'etag'>, publicUrl: string, part = '') {
  return { ...versionHeaders(copy), location: `${publicUrl}${workingPath}/${copy.id}${part}` }
}

export function versionHeaders({ etag }: Pick<WorkingCopy, 'etag'>): { etag: string } {
  return { etag }
}

/** Sends a page of a collection, with its links. */
export function sendPage(
  reply: FastifyReply,
  items: readonly unknown[],
  { page, links }: { page: Page; links: readonly string[] },
  more: object = {},
): FastifyReply {
  return sendJson(reply, { items, page, ...more }, links.length > 0 ? { link: links.join(', ') } : {})
}

/** Sends the response of a read. */
export function sendJson(reply: FastifyReply, value: unknown, headers: Record<string, string> = {}): FastifyReply {
  const answer = jsonResponse(value, { headers })
  return reply.headers(answer.headers).send(asBuffer(answer.body))
}

const uncached = { 'cache-control': 'no-store' }
