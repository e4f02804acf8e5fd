import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Delivery } from '../../delivery/delivery.ts'
import { bytes } from '../../delivery/piece.ts'
import { operation } from '../../message/operation.ts'
import { favicon } from '../favicon.ts'

const mediaType = 'image/vnd.microsoft.icon'

const described = operation({
  tag: 'Service',
  operationId: 'getFavicon',
  summary: 'The icon that browsers show beside pages of this server',
  ok: { [mediaType]: z.string().meta({ format: 'binary' }) },
  also: [304],
})

/** Browsers look for it at this address on their own. */
export const faviconRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { answer }) => {
  const made = bytes(favicon)
  app.get('/favicon.ico', { schema: described }, (request, reply) =>
    answer(request, reply, { ...made, contentType: mediaType, groups: [] }),
  )
}
