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

/** The OpenAPI document, and a reference to read and try. */
export const openapiRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { site, answer }) => {
  let made: ReturnType<typeof document> | undefined
  app.get('/openapi.json', { schema: described }, (request, reply) => {
    made ??= document(openapiDocument(site.publicUrl))
    return answer(request, reply, { ...made, contentType: jsonType, groups: [] })
  })

  // Few look at it: it is loaded when somebody does.
  let reference: ReturnType<typeof import('../reference.ts').createReference> | undefined
  for (const url of ['/docs', '/docs/*']) {
    app.get(url, { config: { isOpen: true }, schema: { hide: true } }, async (request, reply) => {
      reference ??= import('../reference.ts').then(({ createReference }) => createReference(site))
      const { statusCode, headers, rawPayload } = await (await reference).inject({
        url: request.url,
        headers: request.headers,
      })
      if (statusCode === 404) return reply.callNotFound()
      const { date: _, connection: __, ...own } = headers
      return reply.code(statusCode).headers(own).send(rawPayload)
    })
  }
}
