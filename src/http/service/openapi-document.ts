import { readFileSync } from 'node:fs'
import type { StaticDocumentSpec } from '@fastify/swagger'

const shipped = new URL(import.meta.resolve('offprint/openapi.json'))

/**
 * The OpenAPI document as it is committed, with the address it is served at. To make it from the schemas anew, as
 * `npm run openapi` does, takes as long as all the rest of a start.
 */
export function openapiDocument(publicUrl: string): StaticDocumentSpec['document'] {
  return { ...JSON.parse(readFileSync(shipped, 'utf8')), ...servers(publicUrl) }
}

/** Where the described service answers; relative to the document where that is not known. */
export function servers(publicUrl: string): { servers: { url: string }[] } {
  return { servers: [{ url: publicUrl || '/' }] }
}
