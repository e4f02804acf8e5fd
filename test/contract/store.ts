import type { Test } from 'tap'
import { accessContract } from './store/access.ts'
import { archiveContract } from './store/archive.ts'
import { deliveryContract } from './store/delivery.ts'
import { editionContract } from './store/edition.ts'
import { epochContract } from './store/epoch.ts'
import { eraseContract } from './store/erase.ts'
import { importContract } from './store/import.ts'
import { listContract } from './store/list.ts'
import type { StoreMember } from './store/newsroom.ts'
import { reprintContract } from './store/reprint.ts'
import { searchContract } from './store/search.ts'
import { syncContract } from './store/sync.ts'
import { termContract } from './store/term.ts'
import { termEditContract } from './store/term-edit.ts'
import { uploadContract } from './store/upload.ts'
import { viewContract } from './store/view.ts'
import { webhookContract } from './store/webhook.ts'
import { workingCopyContract } from './store/working-copy.ts'
import { writersContract } from './store/writers.ts'

/** Tests that every store must pass, through its ports. */
export function storeContract(t: Test, member: StoreMember): void {
  workingCopyContract(t, member)
  deliveryContract(t, member)
  editionContract(t, member)
  reprintContract(t, member)
  epochContract(t, member)
  listContract(t, member)
  searchContract(t, member)
  syncContract(t, member)
  termContract(t, member)
  termEditContract(t, member)
  writersContract(t, member)
  accessContract(t, member)
  archiveContract(t, member)
  viewContract(t, member)
  importContract(t, member)
  webhookContract(t, member)
  eraseContract(t, member)
  uploadContract(t, member)
}
