import { AppError, type Fault } from '../../domain/error.ts'
import type { BatchItem } from '../../editorial/batch/item.ts'

/** Adds pointers into the whole request to the error of an item. */
export function errorOfItem(error: AppError, item: BatchItem, place: number): AppError {
  if (error.code === 'batch-undone') return error
  if (error.faults.length > 0) return within(error, `/${place}/body`)
  return pointed(error, `/${place}${memberOf(error, item)}`)
}

/** The member of an item that an error without pointers refers to. */
function memberOf({ code }: AppError, item: BatchItem): string {
  if (code === 'version-conflict') return 'expected' in item && item.expected !== undefined ? '/ifMatch' : ''
  if (code === 'article-not-found' && 'target' in item) return 'id' in item.target ? '/id' : '/externalId'
  return ''
}

/** Adds a pointer to an error: before its own pointers, or as the only one if it has none. */
export function pointed(error: AppError, pointer: string): AppError {
  if (error.faults.length > 0) return within(error, pointer)
  return within(error, '', [{ location: 'body', pointer, code: 'invalid', detail: error.message }])
}

/** Puts a prefix before the pointers of an error. */
export function within(error: AppError, pointer: string, given: readonly Fault[] = error.faults): AppError {
  const { code, message, gone, version: now, etag, scope } = error
  const faults = given.map(fault =>
    fault.location === 'body' ? { ...fault, pointer: `${pointer}${fault.pointer ?? ''}` } : fault,
  )
  return new AppError(code, message, {
    faults,
    version: now,
    etag,
    cause: error,
    ...(gone && { gone }),
    ...(scope !== undefined && { scope }),
  })
}

/** An error of one member of the body. */
export function refused(pointer: string, detail: string): AppError {
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', pointer, code: 'invalid', detail }] })
}
