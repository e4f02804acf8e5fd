import type { CopyDatabase, LastSequenceNumbers } from '../rows/copy/copy-database.ts'
import type { Routine } from '../rows/database/routine.ts'
import { bound, equals, prepared, sqliteSequence } from '../rows/database/statement.ts'
import { openWriter } from './database/connection.ts'
import { createWriter } from './database/writer.ts'
import { createUploadStore, uploadFolder } from './upload-store.ts'

/** Opens a file with the newest schema as source or target of a copy. */
export function openSqliteCopyDatabase(path: string): CopyDatabase {
  const connection = openWriter(path)
  const { db } = connection
  const isTable = equals(sqliteSequence.name, 'name')
  const remove = prepared(db.delete(sqliteSequence).where(isTable))
  const add = prepared(db.insert(sqliteSequence).values({ name: bound('name'), seq: bound('seq') }))

  function* setSequences(numbers: LastSequenceNumbers): Routine<void> {
    for (const [name, seq] of Object.entries(numbers)) {
      yield* remove.run({ name })
      yield* add.run({ name, seq })
    }
  }

  return {
    connection,
    writer: createWriter(connection, 'blocking'),
    uploads: createUploadStore(uploadFolder(path)),
    load: (_, work) => work(),
    setSequences,
    async close() {
      connection.close()
    },
  }
}
