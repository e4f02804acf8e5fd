import { join } from 'node:path'
import type { Test } from 'tap'
import type { LargeRequests } from '../../../src/http/editorial/large-request.ts'
import { storeFiles } from '../../../src/store/open.ts'
import { createEditorialThreads } from '../../../src/thread/editorial-thread.ts'
import { site } from '../../build.ts'
import { desk } from './desk.ts'

export const limits = { bodyBytes: 2_097_152, urlLength: 8192, headerBytes: 16_384, jsonDepth: 64 }
const paragraph = `${'The boats start in spring. '.repeat(20)}\n\n`
/** Paragraphs of at least the given number of bytes. */
export const text = (bytes: number) => paragraph.repeat(Math.ceil(bytes / paragraph.length))

/** An editor's desk whose large requests are answered in threads. */
export async function largeDesk(t: Test, atOnce = 16) {
  const state = { max: 60_000, answered: 0, faults: [] as unknown[] }
  const databaseUrl = join(t.testdir(), 'offprint.db')
  let threads: LargeRequests | undefined
  /** Called at the first request, when the store exists. */
  const open = () => {
    const uploads = { maxBytes: 1024 }
    const setting = { databaseUrl, openFiles: storeFiles(databaseUrl), site, limits, uploads, viewRetention: 0 }
    const failed = (error: unknown) => void state.faults.push(error)
    return createEditorialThreads(setting, { atOnce, max: () => state.max, failed })
  }
  const large: LargeRequests = {
    answer(request) {
      state.answered += 1
      threads ??= open()
      return threads.answer(request)
    },
    async close() {
      await threads?.close()
    },
  }
  return { ...(await desk(t, { large, limits })), state }
}
