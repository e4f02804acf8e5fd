import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../domain/access/caller.ts'
import type { AppError } from '../../domain/error.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { AuditStore } from '../../domain/store/audit-store.ts'
import { createSample } from './sample-log.ts'

/** Logs a request that was refused because of its key or preview token. Ignores other errors. */
export type LogRefusal = (error: AppError, request: FastifyRequest) => void

/**
 * Writes refused keys and preview tokens to the log and the audit, at a limited rate and without the secret. The response
 * does not wait for the audit entry.
 */
export function createRefusalLog(store: Pick<AuditStore, 'noteRefusal'>, clock: Clock): LogRefusal {
  const sample = createSample(clock)
  return (error, request) => {
    const what = refusedBy(error, request)
    if (!what) return
    sample(skipped => {
      const { caller, clientAddress: address, method, routeOptions } = request
      const actor = caller ? actorOf(caller) : 'unknown'
      const detail = { code: error.code, reason: error.message, method, route: routeOptions.url, skipped }
      request.log.warn({ ...detail, actor, address }, `a ${what} was refused`)
      const write = { at: now(clock), actor, requestId: request.id, ...(address && { address }) }
      store.noteRefusal(write, detail).catch(cause => request.log.error(cause))
    })
  }
}

function refusedBy({ code }: AppError, { headers }: FastifyRequest): 'key' | 'preview token' | undefined {
  if (code === 'preview-invalid' || code === 'preview-expired' || code === 'preview-mismatch') return 'preview token'
  if (code === 'scope-missing' || (code === 'key-required' && headers.authorization !== undefined)) return 'key'
  return undefined
}
