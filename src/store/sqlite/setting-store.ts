import type { SettingName, SettingStore } from '../../domain/store/setting-store.ts'
import { createAuditRows } from './audit.ts'
import type { Connection } from './connection.ts'
import { stored } from './value.ts'
import type { Writer } from './writer.ts'

/** What the installation knows of itself. */
export function createSettingStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): SettingStore {
  const sql = 'SELECT value FROM setting WHERE name = ?'
  const read = reader.prepare<[SettingName], string>(sql).pluck()
  const standing = connection.prepare<[SettingName], string>(sql).pluck()
  const keep = connection.prepare<[SettingName, string, number]>('INSERT INTO setting VALUES (?, ?, ?)')
  const replace = connection.prepare<[SettingName, string, number]>(
    `INSERT INTO setting VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
     SET value = excluded.value, changed_at = excluded.changed_at`,
  )
  const audit = createAuditRows(connection)

  return {
    async setting(name) {
      return read.get(name)
    },
    settle(name, value, { at }) {
      return writer.write(() => {
        const known = standing.get(name)
        if (known === undefined) keep.run(name, value, stored(at))
        return known ?? value
      })
    },
    replaceSetting(name, value, write, entry) {
      return writer.write(() => {
        replace.run(name, value, stored(write.at))
        audit.add(write, entry)
      })
    },
  }
}
