import type { Instant } from '../../../domain/instant.ts'
import type { DuePing, PingStore } from '../../../domain/store/log/ping-store.ts'
import { websubPing } from '../../schema/change.ts'
import type { Connection } from '../database/connection.ts'
import { and, lte, sql } from '../database/drizzle.ts'
import { reads, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, excluded, prepared } from '../database/statement.ts'
import { stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createLogReaderRows } from './log-reader.ts'

export function duePings({ db }: Pick<Connection, 'db'>) {
  return db
    .select({ hub: websubPing.hub, topic: websubPing.topic, seq: websubPing.seq, attempts: websubPing.attempts })
    .from(websubPing)
    .where(lte(websubPing.due_at, bound('at')))
    .orderBy(websubPing.due_at)
    .limit(sql.placeholder('limit'))
}

export function createPingStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): PingStore {
  const { db } = connection
  const seen = createLogReaderRows(reader)
  const readers = createLogReaderRows(connection)
  const queue = prepared(
    db
      .insert(websubPing)
      .values({ hub: bound('hub'), topic: bound('topic'), seq: bound('seq'), attempts: 0, due_at: bound('at') })
      .onConflictDoUpdate({
        target: [websubPing.hub, websubPing.topic],
        set: { seq: excluded(websubPing.seq), attempts: 0, due_at: excluded(websubPing.due_at), error: null },
      }),
  )
  const isDue = prepared(
    reader.db
      .select({ seq: websubPing.seq })
      .from(websubPing)
      .where(lte(websubPing.due_at, bound('at')))
      .limit(1),
  )
  const due = prepared(duePings(connection))
  const isPing = and(equals(websubPing.hub, 'hub'), equals(websubPing.topic, 'topic'))
  const isSamePing = and(isPing, equals(websubPing.seq, 'seq'))
  const claim = prepared(
    db
      .update(websubPing)
      .set({ due_at: bound('at') })
      .where(isPing),
  )
  const forget = prepared(db.delete(websubPing).where(isSamePing))
  const postpone = prepared(
    db
      .update(websubPing)
      .set({ due_at: bound('at'), attempts: sql`${websubPing.attempts} + 1`, error: bound('error') })
      .where(isSamePing),
  )

  function* claimDue(at: Instant, until: Instant, limit: number): Routine<DuePing[]> {
    const pings = yield* due.all({ at: stored(at), limit })
    for (const { hub, topic } of pings) yield* claim.run({ hub, topic, at: stored(until) })
    return pings
  }

  return {
    ...reads<Pick<PingStore, 'logCursor'>>(reader, {
      logCursor: name => seen.cursor(name),
    }),
    ...writes<Pick<PingStore, 'queuePings' | 'pingDelivered' | 'pingFailed'>>(writer, {
      *queuePings({ reader: name, from, to }, pings, at) {
        if (!(yield* readers.move(name, from, to))) return false
        for (const { hub, topic } of pings) yield* queue.run({ hub, topic, seq: to, at: stored(at) })
        return true
      },
      *pingDelivered({ hub, topic, seq }) {
        yield* forget.run({ hub, topic, seq })
      },
      *pingFailed({ hub, topic, seq }, dueAt, error) {
        yield* postpone.run({ hub, topic, seq, error, at: stored(dueAt) })
      },
    }),
    async claimPings(at, until, limit) {
      // Called every second: take the lock only if a ping is due.
      if ((await reader.read(() => isDue.get({ at: stored(at) }))) === undefined) return []
      return writer.write(() => claimDue(at, until, limit))
    },
  }
}
