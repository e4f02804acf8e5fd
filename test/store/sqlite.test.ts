import { join } from 'node:path'
import t from 'tap'
import { openStore } from '../../src/store/open.ts'
import { storeContract } from '../contract/store.ts'

storeContract(t, {
  name: 'sqlite',
  place: t => join(t.testdir(), 'offprint.db'),
  open: (place, tools) => openStore({ url: place, waiting: 'async', ...tools }),
})
