import type { Shell, WithStore } from './shell.ts'
import { siteOf } from './site.ts'

/** Opens the store, runs a function with it, and closes it. */
export function storeOf(shell: Shell): WithStore {
  return async work => {
    const config = shell.config()
    const store = await shell.openStore(config, siteOf(config), 'blocking')
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }
}
