import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../../domain/error.ts'
import type { Store, StoreHealth } from '../../../domain/store/store.ts'
import { json, operation } from '../../message/operation.ts'
import { isDiskFull } from '../disk.ts'

const part = z
  .object({
    name: z.string().meta({ 'x-extensible-enum': ['prints', 'disk'], description: 'What is degraded.' }),
    detail: z.string(),
  })
  .meta({ id: 'DegradedPart', description: 'What does not work, while everything else does.' })

const health = z
  .object({
    status: z.string().meta({
      'x-extensible-enum': ['ok', 'degraded'],
      description: 'Judge by the HTTP status. `degraded`: requests are answered, and an operator should look.',
    }),
    parts: z.array(part).optional().meta({ description: 'With `degraded`: what is concerned.' }),
  })
  .meta({ id: 'Health', description: 'How the server is.' })

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
  description:
    '503 while the store cannot be read, after its file was replaced, and from the moment the server begins to stop. 200 with `degraded` where stored articles are damaged (they answer 500 `print-damaged`) or a disk is full: writes answer 507 `store-full`, or, where only the disk of uploads and temporary files is full, imports wait and uploads answer 507; everything else is answered.',
  ok: json(health),
  also: [400, 503],
})

type Options = {
  store: Pick<Store, 'check'>
  /** Folders of uploads and temporary files, whose disks imports need. */
  importFolders: readonly string[]
}

/** For whoever runs the process: restart what is not live, send no requests to what is not ready. */
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
