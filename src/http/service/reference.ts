import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type FastifyInstance, fastify } from 'fastify'
import type { Site } from '../../domain/address/site.ts'
import { escapeHtml } from '../problem/page.ts'
import { openapiDocument } from './openapi-document.ts'

/** Where it stands. */
export const referencePath = '/docs'

/** A reference of the API to read and try, which loads nothing from elsewhere: an application to inject requests into. */
export async function createReference(site: Site): Promise<FastifyInstance> {
  const { pathname = '', origin = '' } = URL.parse(site.publicUrl) ?? {}
  const app = fastify()
  await app.register(swagger, { mode: 'static', specification: { document: openapiDocument(site.publicUrl) } })
  await app.register(swaggerUi, {
    routePrefix: referencePath,
    indexPrefix: pathname.replace(/\/$/, ''),
    theme: { title: escapeHtml(`${site.title}: API reference`) },
    uiConfig: { docExpansion: 'list', tryItOutEnabled: false },
    staticCSP: {
      'default-src': "'none'",
      'base-uri': "'none'",
      'connect-src': ["'self'", origin].filter(Boolean),
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'img-src': ["'self'", 'data:'],
      'script-src': "'self'",
      'style-src': ["'self'", "'unsafe-inline'"],
    },
  })
  return app
}
