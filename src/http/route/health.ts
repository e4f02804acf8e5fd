import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import type { DeliveryStore } from '../delivery.ts'
import { json, operation } from '../operation.ts'

const health = z
  .object({ status: z.string().meta({ 'x-extensible-enum': ['ok'], description: 'Judge by the HTTP status.' }) })
  .meta({ id: 'Health', description: 'That the server is well.' })

const live = operation({
  tag: 'Service',
  operationId: 'getLive',
  summary: 'Whether the process answers',
  ok: json(health),
  also: [400],
})
const ready = operation({
  tag: 'Service',
  operationId: 'getReady',
  summary: 'Whether requests should be sent here',
  description: '503 while the store cannot be read, and from the moment the server begins to stop.',
  ok: json(health),
  also: [400, 503],
})

/** For whoever runs the process: restart what is not live, send no requests to what is not ready. */
export const healthRoutes: FastifyPluginAsyncZod<{ store: DeliveryStore }> = async (app, { store }) => {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))

  app.get('/health/live', { config, schema: live }, (_, reply) => reply.type('application/json').send(ok))
  app.get('/health/ready', { config, schema: ready }, async (_, reply) => {
    if (closing) throw new AppError('unavailable', 'The server is stopping.')
    await store.check()
    return reply.type('application/json').send(ok)
  })
}

const config = { isUnlimited: true }

const ok = Buffer.from('{"status":"ok"}')
