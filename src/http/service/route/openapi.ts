import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { jsonType } from '../../cache/respond.ts'
import { jsonWithEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { openapiDocument } from '../openapi-document.ts'
import type { Service } from '../service.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getOpenApi',
  summary: 'Get the OpenAPI document',
  ok: { 'application/json': z.record(z.string(), z.unknown()) },
  also: [304],
})

/** The OpenAPI document. */
export const openapiRoutes: FastifyPluginAsyncZod<Service> = async (app, { site, respond }) => {
  let made: ReturnType<typeof jsonWithEtag> | undefined
  app.get('/openapi.json', { schema: described }, (request, reply) => {
    made ??= jsonWithEtag(openapiDocument(site.publicUrl))
    return respond(request, reply, { ...made, contentType: jsonType, groups: [] })
  })
}
