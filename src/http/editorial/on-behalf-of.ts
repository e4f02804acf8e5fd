import type { FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import { isPersonName } from '../../domain/access/requester.ts'
import { AppError } from '../../domain/error.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The person on whose behalf the request is made. */
    onBehalfOf: string | undefined
  }
}

const header = 'x-on-behalf-of'

const headerSchema = z
  .string()
  .optional()
  .meta({
    description:
      'Name of the person on whose behalf you make the request: 1 to 100 characters, in UTF-8 or percent-encoded. It is recorded with the change.',
    examples: ['Maria Keller'],
  })

/** The headers of routes that have no schema of their own for them. */
const defaultHeaders = z.looseObject({ [header]: headerSchema })

/** Reads `X-On-Behalf-Of` on the routes of the context that registers it, and describes it on routes that write. */
export const onBehalfOfPlugin = fp(async app => {
  app.decorateRequest('onBehalfOf')
  app.addHook('onRoute', (route: RouteOptions) => {
    const isRead = [route.method].flat().every(method => method === 'GET' || method === 'HEAD')
    const { schema } = route
    if (isRead || !schema) return
    const headers = schema.headers ? (schema.headers as z.ZodObject).extend({ [header]: headerSchema }) : defaultHeaders
    route.schema = { ...schema, headers }
  })
  app.addHook('onRequest', async request => {
    request.onBehalfOf = personOf(request)
  })
})

/** @throws AppError `invalid-request` if the header is sent twice or is not a name */
function personOf({ headers, raw }: FastifyRequest): string | undefined {
  const value = headers[header]
  if (value === undefined) return undefined
  const isSingle = (raw.headersDistinct?.[header]?.length ?? 1) === 1
  const name = isSingle ? decodeHeader(String(value)) : undefined
  if (name !== undefined && isPersonName(name)) return name
  const detail = '“X-On-Behalf-Of” must be one name of 1 to 100 characters, in UTF-8 or percent-encoded.'
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'header', name: 'X-On-Behalf-Of', code: 'invalid', detail }],
  })
}

/** Undefined if the bytes are not UTF-8, or the percent-encoding is invalid. Node.js has decoded them as Latin-1. */
function decodeHeader(value: string): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'latin1'))
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
