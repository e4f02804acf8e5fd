import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openStore } from '../../src/store/open.ts'
import { storeContract } from '../contract/store.ts'
import { copyEmptyStore } from '../empty-store.ts'

storeContract(t, {
  name: 'sqlite',
  hasPositions: true,
  place: t => join(t.testdir(), 'offprint.db'),
  async open(place, tools) {
    if (!existsSync(place)) await copyEmptyStore(place)
    return openStore({ url: place, waiting: 'async', ...tools })
  },
})
