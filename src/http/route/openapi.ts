import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { jsonType } from '../answer.ts'
import type { Delivery } from '../delivery.ts'
import { operation } from '../operation.ts'
import { escapeHtml } from '../page.ts'
import { document } from '../piece.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getOpenApi',
  summary: 'This document',
  ok: { 'application/json': z.record(z.string(), z.unknown()) },
  also: [304, 400],
})

/** The OpenAPI document, and a reference to read and try, which loads nothing from elsewhere. */
export const openapiRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { site, answer }) => {
  let made: ReturnType<typeof document> | undefined
  app.get('/openapi.json', { schema: described }, (request, reply) => {
    made ??= document(app.swagger())
    return answer(request, reply, { ...made, contentType: jsonType, groups: [] })
  })

  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: URL.parse(site.publicUrl)?.pathname.replace(/\/$/, '') ?? '',
    theme: { title: escapeHtml(`${site.title}: API reference`) },
    uiConfig: { docExpansion: 'list', tryItOutEnabled: false },
    staticCSP: {
      'default-src': "'none'",
      'base-uri': "'none'",
      'connect-src': ["'self'", URL.parse(site.publicUrl)?.origin ?? ''].filter(Boolean),
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'img-src': ["'self'", 'data:'],
      'script-src': "'self'",
      'style-src': ["'self'", "'unsafe-inline'"],
    },
  })
}
