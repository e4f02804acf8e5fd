import type { DuePing, PingStore } from '../../../domain/store/ping-store.ts'
import type { Connection } from '../database/connection.ts'
import { stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'

export const duePingsSql = 'SELECT hub, topic, seq, attempts FROM websub_ping WHERE due_at <= ? ORDER BY due_at LIMIT ?'

export function createPingStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): PingStore {
  const cursorSql = 'SELECT cursor FROM log_reader WHERE name = ?'
  const seen = reader.prepare<[string], number>(cursorSql).pluck()
  const cursor = connection.prepare<[string], number>(cursorSql).pluck()
  const move = connection.prepare<[string, number]>(
    'INSERT INTO log_reader (name, cursor) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor',
  )
  const queue = connection.prepare<[string, string, number, number]>(
    `INSERT INTO websub_ping (hub, topic, seq, attempts, due_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (hub, topic) DO UPDATE SET seq = excluded.seq, attempts = 0, due_at = excluded.due_at, error = NULL`,
  )
  const isDue = reader.prepare<[number], number>('SELECT 1 FROM websub_ping WHERE due_at <= ? LIMIT 1').pluck()
  const due = connection.prepare<[number, number], DuePing>(duePingsSql)
  const claim = connection.prepare<[number, string, string]>(
    'UPDATE websub_ping SET due_at = ? WHERE hub = ? AND topic = ?',
  )
  const forget = connection.prepare<[string, string, number]>(
    'DELETE FROM websub_ping WHERE hub = ? AND topic = ? AND seq = ?',
  )
  const postpone = connection.prepare<[number, string, string, string, number]>(
    'UPDATE websub_ping SET due_at = ?, attempts = attempts + 1, error = ? WHERE hub = ? AND topic = ? AND seq = ?',
  )

  return {
    async logCursor(name) {
      return seen.get(name)
    },
    queuePings: ({ reader: name, from, to }, pings, at) =>
      writer.write(() => {
        if (cursor.get(name) !== from) return false
        move.run(name, to)
        for (const { hub, topic } of pings) queue.run(hub, topic, to, stored(at))
        return true
      }),
    async claimPings(at, until, limit) {
      // Called every second: take the lock only if a ping is due.
      if (isDue.get(stored(at)) === undefined) return []
      return writer.write(() => {
        const pings = due.all(stored(at), limit)
        for (const { hub, topic } of pings) claim.run(stored(until), hub, topic)
        return pings
      })
    },
    async pingDelivered({ hub, topic, seq }) {
      await writer.write(() => forget.run(hub, topic, seq))
    },
    async pingFailed({ hub, topic, seq }, dueAt, error) {
      await writer.write(() => postpone.run(stored(dueAt), error, hub, topic, seq))
    },
  }
}
