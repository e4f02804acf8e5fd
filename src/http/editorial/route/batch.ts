import type { FastifySchemaCompiler } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../../domain/error.ts'
import type { BatchItem } from '../../../editorial/batch/item.ts'
import { runBatch } from '../../../editorial/batch/run.ts'
import { createYield } from '../../../editorial/event-loop.ts'
import { callerIn } from '../../access/auth.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { parseJson } from '../../message/json-body.ts'
import { validatorCompiler } from '../../message/validate.ts'
import { type BatchResult, batchAnswer, batchItem, maxAtomicItems, maxItems, readItem } from '../batch.ts'
import { batchResponses } from '../batch-answer.ts'
import { errorOfItem } from '../batch-error.ts'
import { type Editorial, requesterOf, workingPath } from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'
import { largeBodyOf } from '../large-request.ts'

const batch = editorialOperation({
  operationId: 'changeArticles',
  summary: 'Change many articles in one request',
  description:
    'Up to 1,000 items, processed in order, as a JSON array or as one item per line (`application/x-ndjson`). Each item does the same as its own route, with the same `body`, scopes and errors; `ifMatch` corresponds to `If-Match`. If an item fails, the others are still processed. With `atomic=true`, either all items succeed or nothing changes; the maximum is then 200 items. With `Idempotency-Key`, a repeated request continues where an interrupted one stopped.',
  answers: { 207: batchAnswer },
  fails: [409, 410, 415, 422],
})

const querystring = z.strictObject({
  atomic: z
    .boolean('must be true or false')
    .optional()
    .meta({
      description: `Whether all items must succeed for any to be applied. At most ${maxAtomicItems} items.`,
      default: false,
    }),
})

const amount = `must have 1 to ${maxItems} items`
const items = z.array(z.unknown(), 'must be a list of items').min(1, amount).max(maxItems, amount)

/** Validates only the number of items: each item is validated by itself. */
const itemsValidator: FastifySchemaCompiler<unknown> = given =>
  validatorCompiler({ ...given, schema: given.httpPart === 'body' ? items : (given.schema as z.ZodType) })

/** Many writes in one request. */
export const editorialBatchRoutes: FastifyPluginAsyncZod<Editorial> = async (app, deps) => {
  const lines = /^application\/(?:x-)?(?:ndjson|jsonl)(?:\s*;|$)/i
  app.addContentTypeParser<Buffer>(lines, { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => {
    const left = deps.large && largeBodyOf(body)
    return left ?? readLines(body, deps.jsonDepth)
  })

  app.post(
    // In a route pattern, `::` is a literal colon.
    `${workingPath}::batch`,
    {
      config: { scope: 'articles:write', idempotency: 'accepted' },
      validatorCompiler: itemsValidator,
      schema: {
        ...batch,
        consumes: ['application/json', 'application/x-ndjson'],
        querystring,
        headers: z.looseObject(idempotencyKey),
        body: z.array(batchItem).min(1).max(maxItems),
      },
    },
    async (request, reply) => {
      const caller = callerIn(request)
      const given: readonly unknown[] = request.body
      const { atomic = false } = request.query
      if (atomic) demandFew(given.length)
      const turn = createYield()
      const read: (BatchItem | AppError)[] = []
      for (const [place, item] of given.entries()) {
        await turn()
        read.push(readItem(deps.watch?.refused(place) ?? item, place, caller))
      }
      const responses = batchResponses(
        request,
        deps,
        (error, place) => {
          const item = read[place]
          return item === undefined || item instanceof AppError ? error : errorOfItem(error, item, place)
        },
        shown => withoutErased(shown, read),
      )
      return sendStoredResponse(
        reply,
        responses.answer(await runBatch(read, { atomic }, requesterOf(request), responses, deps)),
      )
    },
  )
}

/** @throws AppError `invalid-request` for more items than an atomic batch may have */
function demandFew(count: number): void {
  if (count <= maxAtomicItems) return
  const detail = `With atomic=true a batch must have at most ${maxAtomicItems} items, not ${count}.`
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '', code: 'too-large', detail }],
  })
}

/** Removes from the results the content of articles that later items of the batch erased. */
function withoutErased(shown: readonly BatchResult[], items: readonly (BatchItem | AppError)[]): BatchResult[] {
  const erased = new Set<string>()
  for (const [place, item] of items.entries()) {
    const isErase = !(item instanceof AppError) && item.kind === 'move' && item.transition.kind === 'erase'
    if (isErase && shown[place]?.status === 204)
      erased.add('id' in item.target ? item.target.id : item.target.externalId)
  }
  if (erased.size === 0) return [...shown]
  return shown.map(result => {
    const { id = '', externalId = '' } = result.article ?? {}
    return erased.has(id) || erased.has(externalId) ? { status: result.status } : result
  })
}

/** Reads one item per line. A line that is not JSON becomes its error. */
async function readLines(body: Buffer, deepest: number): Promise<unknown[]> {
  const turn = createYield()
  const found: unknown[] = []
  let number = 0
  for (let from = 0; from < body.length && found.length <= maxItems; ) {
    await turn()
    const end = body.indexOf(0x0a, from)
    const line = body.subarray(from, end < 0 ? body.length : end)
    number += 1
    if (line.toString('latin1').trim() !== '') found.push(readLine(line, number, deepest))
    from = end < 0 ? body.length : end + 1
  }
  return found
}

function readLine(line: Buffer, number: number, deepest: number): unknown {
  try {
    return parseJson(line, deepest, `Line ${number}`)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
