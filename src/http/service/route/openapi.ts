import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { jsonType } from '../../cache/answer.ts'
import type { Delivery } from '../../delivery/delivery.ts'
import { document } from '../../delivery/piece.ts'
import { operation } from '../../message/operation.ts'
import { openapiDocument } from '../openapi-document.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getOpenApi',
  summary: 'This document',
  ok: { 'application/json': z.record(z.string(), z.unknown()) },
  also: [304],
})

/** The OpenAPI document. */
export const openapiRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { site, answer }) => {
  let made: ReturnType<typeof document> | undefined
  app.get('/openapi.json', { schema: described }, (request, reply) => {
    made ??= document(openapiDocument(site.publicUrl))
    return answer(request, reply, { ...made, contentType: jsonType, groups: [] })
  })
}
