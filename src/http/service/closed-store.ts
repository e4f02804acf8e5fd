import { AppError } from '../../domain/error.ts'
import type { Store } from '../../domain/store/store.ts'

const refuse = async (): Promise<never> => {
  throw new AppError('unavailable', 'No store is open.')
}

/** A store without a database, for an application that only generates its OpenAPI document. */
export const closedStore = new Proxy({} as Store, {
  get(_, name) {
    if (name === 'version' || name === 'logVersion') return () => 0
    return name === 'onDamage' ? () => undefined : refuse
  },
})
