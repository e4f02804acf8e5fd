import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../../domain/error.ts'
import type { Store, StoreHealth } from '../../../domain/store/store.ts'
import { json, operation } from '../../message/operation.ts'
import { isDiskFull } from '../disk.ts'

const part = z
  .object({
    name: z.string().meta({ 'x-extensible-enum': ['prints', 'disk'], description: 'Name of the part.' }),
    detail: z.string(),
  })
  .meta({ id: 'DegradedPart', description: 'A part of the server that does not work.' })

const health = z
  .object({
    status: z.string().meta({
      'x-extensible-enum': ['ok', 'degraded'],
      description: 'With `degraded`, requests are still served, but an operator should act. Decide by the HTTP status.',
    }),
    parts: z.array(part).optional().meta({ description: 'Only with `degraded`: the affected parts.' }),
  })
  .meta({ id: 'Health', description: 'Health of the server.' })

const live = operation({
  tag: 'Service',
  operationId: 'getLive',
  summary: 'Check that the process responds',
  ok: json(health),
  also: [400],
})
const ready = operation({
  tag: 'Service',
  operationId: 'getReady',
  summary: 'Check that the server can serve requests',
  description:
    '200 when it can. 200 with `degraded` if stored articles are damaged (they return 500 `print-damaged`) or a disk is full: writes return 507 `store-full`, or, if only the disk of uploads and temporary files is full, imports wait and uploads return 507. 503 if the store cannot be read, its file was replaced, or the server is stopping.',
  ok: json(health),
  also: [400, 503],
})

type Options = {
  store: Pick<Store, 'check'>
  /** Folders of uploads and temporary files, whose disks imports need. */
  importFolders: readonly string[]
}

/** Health checks: restart a process that is not live, and send no requests to one that is not ready. */
export const healthRoutes: FastifyPluginAsyncZod<Options> = async (app, { store, importFolders }) => {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))

  app.get('/health/live', { config, schema: live }, (_, reply) => reply.type('application/json').send(ok))
  app.get('/health/ready', { config, schema: ready }, async (_, reply) => {
    if (closing) throw new AppError('unavailable', 'The server is stopping.')
    const [health, ...full] = await Promise.all([store.check(), ...importFolders.map(isDiskFull)])
    const parts = degraded(health, full.includes(true))
    return reply.type('application/json').send(parts.length === 0 ? ok : { status: 'degraded', parts })
  })
}

const config = { isUnlimited: true }

const noImports = 'The disk of uploads or temporary files is full: nothing can be imported.'
const ok = Buffer.from('{"status":"ok"}')

function degraded({ damagedPrints, isFull }: StoreHealth, canNotImport: boolean): z.infer<typeof part>[] {
  const disk = isFull ? 'The disk is full: nothing can be written.' : canNotImport && noImports
  return [
    ...(damagedPrints > 0
      ? [{ name: 'prints', detail: `Damaged articles: ${damagedPrints}. The log names them.` }]
      : []),
    ...(disk ? [{ name: 'disk', detail: disk }] : []),
  ]
}
