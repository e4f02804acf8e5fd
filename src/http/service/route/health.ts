import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../domain/error.ts'
import type { Store, StoreHealth } from '../../../domain/store/store.ts'
import { json, operation } from '../../message/operation.ts'
import { part } from '../../problem/problem.ts'
import { isDiskFull } from '../disk.ts'

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
    '200 when it can. 200 with `degraded` if stored articles are damaged (they return 500 `print-damaged`) or a disk is full: writes return 507 `store-full`, or, if only the disk of uploads and temporary files is full, imports wait and uploads return 507. 503 if the store cannot be read, its file was replaced, or the server is stopping: `parts` names the part and the reason.',
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
    if (closing) throw notReady('unavailable', 'server', 'The server is stopping.')
    const [health, ...full] = await Promise.all([
      store.check().catch((cause: unknown) => {
        throw storeNotReady(cause)
      }),
      ...importFolders.map(isDiskFull),
    ])
    const parts = degraded(health, full.includes(true))
    return reply.type('application/json').send(parts.length === 0 ? ok : { status: 'degraded', parts })
  })
}

const config = { isUnlimited: true }

const noImports = 'The disk of uploads or temporary files is full: nothing can be imported.'
const ok = Buffer.from('{"status":"ok"}')

function notReady(
  code: ErrorCode,
  name: string,
  detail: string,
  more: { cause?: unknown; hint?: string } = {},
): AppError {
  return new AppError(code, detail, { ...more, parts: [{ name, detail }] })
}

/** Names the store as the part that is not ready. The cause may contain paths, so it is only logged. */
function storeNotReady(cause: unknown): unknown {
  if (!(cause instanceof AppError)) return cause
  const isReplaced = cause.code === 'store-replaced'
  const detail = isReplaced
    ? 'The database was removed or replaced. Nothing is written.'
    : 'The database cannot be read.'
  return notReady(cause.code, 'store', detail, { cause, ...(cause.hint !== undefined && { hint: cause.hint }) })
}

function degraded({ damagedPrints, isFull }: StoreHealth, canNotImport: boolean): z.infer<typeof part>[] {
  const disk = isFull ? 'The disk is full: nothing can be written.' : canNotImport && noImports
  return [
    ...(damagedPrints > 0
      ? [{ name: 'prints', detail: `Damaged articles: ${damagedPrints}. The log names them.` }]
      : []),
    ...(disk ? [{ name: 'disk', detail: disk }] : []),
  ]
}
