import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { favicon } from '../favicon.ts'
import type { Service } from '../service.ts'

const mediaType = 'image/vnd.microsoft.icon'

const described = operation({
  tag: 'Service',
  operationId: 'getFavicon',
  summary: 'Get the favicon',
  ok: { [mediaType]: z.string().meta({ format: 'binary' }) },
  also: [304],
})

/** Browsers request it without a link. */
export const faviconRoutes: FastifyPluginAsyncZod<Service> = async (app, { respond }) => {
  const made = withEtag(favicon)
  app.get('/favicon.ico', { schema: described }, (request, reply) =>
    respond(request, reply, { ...made, contentType: mediaType, groups: [] }),
  )
}
