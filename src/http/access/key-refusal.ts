import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../domain/access/caller.ts'
import type { AppError } from '../../domain/error.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { AuditStore } from '../../domain/store/access/audit-store.ts'
import { createLogLimiter } from './log-limiter.ts'

/** Logs a request that was refused because of its key or preview token. Ignores other errors. */
export type LogRefusal = (error: AppError, request: FastifyRequest) => void

/**
 * Writes refused keys and preview tokens to the log and the audit log, at a limited rate and without the secret. The response
 * does not wait for the audit entry.
 */
export function createRefusalLog(store: Pick<AuditStore, 'noteRefusal'>, clock: Clock): LogRefusal {
  const limited = createLogLimiter(clock)
  return (error, request) => {
    const credential = refusedBy(error, request)
    if (!credential) return
    limited(skipped => {
      const { caller, clientAddress: address, method, routeOptions } = request
      const actor = caller ? actorOf(caller) : 'unknown'
      const detail = { code: error.code, reason: error.message, method, route: routeOptions.url, skipped }
      request.log.warn({ ...detail, actor, address }, `a ${credential} was refused`)
      const entry = { at: now(clock), actor, requestId: request.id, ...(address && { address }) }
      store
        .noteRefusal(entry, detail)
        .catch(cause => request.log.error(cause, 'a refusal was not written to the audit log'))
    })
  }
}

/** `key-required` with an `Authorization` header is an unknown key; without one it is a request without a key. */
function refusedBy({ code }: AppError, { headers }: FastifyRequest): 'key' | 'preview token' | undefined {
  if (code === 'preview-invalid' || code === 'preview-expired' || code === 'preview-mismatch') return 'preview token'
  if (code === 'scope-missing' || (code === 'key-required' && headers.authorization !== undefined)) return 'key'
  return undefined
}
