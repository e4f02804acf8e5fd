import type { Test } from 'tap'
import { uploadChunkBytes } from '../../../src/domain/store/import/upload-store.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { openFresh, type StoreMember } from './newsroom.ts'

const id = numberedId(1)

/** Different bytes at each place. */
function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, place) => (place * 31 + (place >> 8)) % 256)
}

async function wholeFrom(store: Store, start: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for (let at = start; ; ) {
    const part = await store.readUpload(id, at)
    if (!part || part.length === 0) return Buffer.concat(parts)
    parts.push(part)
    at += part.length
  }
}

/** The uploaded files of imports. */
export function uploadContract(t: Test, member: StoreMember): void {
  t.test('an upload is read from any position, also by another process', async t => {
    const { store, again } = await openFresh(t, member)
    const bytes = bytesOf(2 * uploadChunkBytes + 1000)
    await store.writeUpload(id, 0, new Uint8Array())
    for (let at = 0; at < bytes.length; at += uploadChunkBytes) {
      await store.writeUpload(id, at, bytes.subarray(at, at + uploadChunkBytes))
    }
    await store.syncUpload(id)
    const other = await again()
    for (const start of [0, 1, uploadChunkBytes - 1, uploadChunkBytes, 2 * uploadChunkBytes + 999, bytes.length]) {
      t.ok((await wholeFrom(other, start)).equals(bytes.subarray(start)), `from ${start}`)
    }
    t.strictSame(
      (await other.uploads()).map(one => one.id),
      [id],
    )
  })

  t.test('an upload is there, also without bytes, until it is removed', async t => {
    const { store } = await openFresh(t, member)
    t.equal(await store.readUpload(id, 0), undefined)
    await store.writeUpload(id, 0, new Uint8Array())
    hasMembers(t, await store.readUpload(id, 0), { length: 0 })
    await store.writeUpload(numberedId(2), 0, bytesOf(3))
    await store.removeUpload(id)
    await store.removeUpload(id)
    t.equal(await store.readUpload(id, 0), undefined)
    const [left, ...others] = await store.uploads()
    t.strictSame([left?.id, typeof left?.changedAt, others], [numberedId(2), 'number', []])
  })
}
