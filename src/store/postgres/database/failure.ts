import { AppError } from '../../../domain/error.ts'

/** Seconds after which a request may find the database again. */
const retrySeconds = 5

/** The SQLSTATE of an error of the server, and undefined for other errors. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return /^[0-9A-Z]{5}$/.test(error.code) && !isNetworkCode(error.code) ? error.code : undefined
}

/** Whether the whole transaction can be tried again: a conflict with another one, or a deadlock. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

/** Whether a lock was not free in time. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03'
}

/** Whether the server did not answer a statement in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/**
 * Whether the connection is of no use any more: it broke, it does not answer, the server is starting or stopping, or it has become a standby,
 * which only reads.
 */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const state = sqlState(error)
  if (state !== undefined) return /^(?:08|57P0[1-5]|53300|25006)/.test(state)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return isNetworkCode(code) || connectionTexts.some(text => error.message.includes(text))
}

/** Whether stored data cannot be read: the data or an index is corrupt, or a text that a query reads as JSON is none. */
export function isDamagedData(error: unknown): boolean {
  return /^(?:XX00[12]|22P02)$/.test(sqlState(error) ?? '')
}

/** Whether an earlier error ended the transaction, and the statement was refused for that. */
export function hasAborted(error: unknown): boolean {
  return sqlState(error) === '25P02'
}

/** Converts an error of the driver or server to an `AppError`, whose text has no SQL; returns other errors unchanged. */
export function failure(error: unknown): unknown {
  if (error instanceof AppError) return error
  const state = sqlState(error)
  if (isTimeout(error)) return unreachable(error, tooSlow)
  if (isConnectionLoss(error)) return unreachable(error)
  if (state === undefined) return error
  if (isLockTimeout(error) || isConflict(error)) return busy(error)
  if (state === '57014') return unreachable(error, tooSlow)
  if (state === '53100') {
    return new AppError('store-full', 'The disk of the database is full; nothing was written.', {
      hint: 'Free space on the disk of the database, then try again.',
      cause: error,
    })
  }
  if (state.startsWith('53')) return unreachable(error, 'The database has no resources left.')
  if (state === '54000') {
    return new AppError('invalid-request', 'A slug, path, address or external id is too long.', { cause: error })
  }
  if (/^(?:28|3D|3F|42501|55000)/.test(state)) {
    return new AppError('store-unusable', 'The database refuses the user or the database name of its URL.', {
      hint: 'Check the user, password, database and rights of DATABASE_URL.',
      cause: error,
    })
  }
  return error
}

export function busy(cause: unknown): AppError {
  return new AppError('store-busy', 'Another writer held the store for 5 seconds; nothing was written.', {
    hint: 'Another process, such as an import, is writing to the same database. Try again.',
    cause,
  })
}

export function unreachable(cause: unknown, detail = 'The database cannot be reached.'): AppError {
  return new AppError('unavailable', detail, {
    retryAfter: retrySeconds,
    hint: `Check that PostgreSQL runs and that DATABASE_URL is right${reason(cause)}. A server connects again by itself.`,
    cause,
  })
}

const tooSlow = 'The database took too long to answer.'

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return code === undefined ? '' : ` (${code})`
}

/** Texts of errors of `pg` that have no code. */
const connectionTexts = [
  'Connection terminated',
  'Client has encountered a connection error',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'The server does not support SSL connections',
  'Client was closed and is not queryable',
]

function isNetworkCode(code: string): boolean {
  return /^(?:E[A-Z]{3,}|EAI_[A-Z]+)$/.test(code)
}
