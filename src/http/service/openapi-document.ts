import { readFileSync } from 'node:fs'
import type { StaticDocumentSpec } from '@fastify/swagger'

const shipped = new URL(import.meta.resolve('offprint/openapi.json'))

/**
 * The committed OpenAPI document, with the URL of this server. Generating it from the schemas, as `npm run openapi` does,
 * would double the start-up time.
 */
export function openapiDocument(publicUrl: string): StaticDocumentSpec['document'] {
  return { ...JSON.parse(readFileSync(shipped, 'utf8')), ...servers(publicUrl) }
}

/** URL of the service; relative to the document if it is unknown. */
export function servers(publicUrl: string): { servers: { url: string }[] } {
  return { servers: [{ url: publicUrl || '/' }] }
}
