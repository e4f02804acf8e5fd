import { coldRows } from './row/cold.ts'
import { editorialRows } from './row/editorial.ts'
import { encodingRows } from './row/encoding.ts'
import { firstSyncRows } from './row/first-sync.ts'
import { hotRows } from './row/hot.ts'
import { importRows } from './row/import.ts'
import { keptRows } from './row/kept.ts'
import { listRows } from './row/list.ts'
import { mixedRows } from './row/mixed.ts'
import { pageRows } from './row/page.ts'
import { renderingRows } from './row/rendering.ts'
import { reprintRows } from './row/reprint.ts'
import { resyncRows } from './row/resync.ts'
import { searchRows } from './row/search.ts'
import { startRows } from './row/start.ts'
import { streamRows } from './row/stream.ts'
import { syncRows } from './row/sync.ts'
import { viewRows } from './row/view.ts'
import type { Row } from './row.ts'

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [
  ...hotRows,
  ...encodingRows,
  ...keptRows,
  ...coldRows,
  ...pageRows,
  ...listRows,
  ...searchRows,
  ...renderingRows,
  ...syncRows,
  ...firstSyncRows,
  ...streamRows,
  ...reprintRows,
  ...resyncRows,
  ...mixedRows,
  ...editorialRows,
  ...viewRows,
  ...importRows,
  ...startRows,
]
