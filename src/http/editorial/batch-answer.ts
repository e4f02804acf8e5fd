import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AppError } from '../../domain/error.ts'
import type { StoredResponse } from '../../domain/store/access/idempotency-store.ts'
import type { WriteResult } from '../../editorial/article/write.ts'
import type { BatchReporter } from '../../editorial/batch/run.ts'
import { problemOf } from '../problem/problem.ts'
import { instanceOf } from '../problem/target.ts'
import { type BatchResult, batchResult } from './batch.ts'
import { type Editorial, jsonResponse, locationHeaders, mayRead } from './editorial.ts'

/**
 * Converts the results of a batch to its response, and stores them under the idempotency key of the request.
 *
 * @param errorOf adds pointers into the request to the error of an item
 * @param shownOf filters the results before they are sent and stored
 */
export function batchResponses(
  request: FastifyRequest,
  { site, watch, logRefusal }: Pick<Editorial, 'site' | 'watch' | 'logRefusal'>,
  errorOf: (error: AppError, place: number) => AppError,
  shownOf: (shown: readonly BatchResult[]) => readonly BatchResult[] = shown => shown,
): BatchReporter<BatchResult> & { answer(shown: readonly BatchResult[]): StoredResponse } {
  const isReader = mayRead(request)
  const at = { publicUrl: site.publicUrl, instance: instanceOf(request), requestId: request.id }
  const answer = (shown: readonly BatchResult[]) => jsonResponse({ items: shownOf(shown) }, { status: 207 })
  const { idempotent } = request
  let isRefused = false
  return {
    answer,
    show(result, place) {
      if (result.ok) return isReader ? done(result.outcome) : unread(result.outcome, site.publicUrl)
      // Once per request: the other items are refused for the same reason.
      if (!isRefused && result.error.code === 'scope-missing') logRefusal(result.error, request)
      isRefused ||= result.error.code === 'scope-missing'
      const problem = problemOf(errorOf(result.error, place), at)
      return { status: problem.status, problem }
    },
    began: watch?.began,
    wrote: shown => watch?.wrote(bytesOf(shown)),
    done: kept(idempotent?.after ?? watch?.before),
    idempotency: idempotent && {
      ...idempotent,
      answer,
      unfinished: shown => ({ unfinished: bytesOf(shownOf(shown)) }),
    },
  }
}

function done({ copy, created }: Extract<WriteResult, { ok: true }>['outcome']): BatchResult {
  if (!copy || copy.status === 'deleted') return { status: 204 }
  const { notes } = copy
  return {
    status: created ? 201 : 200,
    article: batchResult.shape.article.unwrap().parse(copy),
    ...(notes && { notes }),
  }
}

/** The result for a key without `articles:read`. */
function unread({ copy }: Extract<WriteResult, { ok: true }>['outcome'], publicUrl: string): BatchResult {
  return { status: 204, ...(copy && copy.status !== 'deleted' && locationHeaders(copy, publicUrl)) }
}

function bytesOf(shown: readonly BatchResult[]): Uint8Array {
  return Buffer.from(JSON.stringify(shown))
}

function kept(after: Uint8Array | undefined): BatchResult[] {
  if (!after) return []
  return z.array(batchResult).parse(JSON.parse(Buffer.from(after).toString()))
}
