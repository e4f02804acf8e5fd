import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isId } from '../../domain/id.ts'
import { type UploadStore, uploadChunkBytes } from '../../domain/store/import/upload-store.ts'

/** The folder of the uploads of a database: they are larger than anything in it, and needed for a short time. */
export function uploadFolder(path: string): string {
  return `${path}-imports`
}

/** Uploads as files in a folder, named by their ids. The folder is created with the first one. */
export function createUploadStore(folder: string): UploadStore {
  const fileOf = (id: string) => join(folder, id)
  return {
    async writeUpload(id, at, bytes) {
      if (at === 0) await makeFolder(folder)
      await withFile(fileOf(id), at === 0 ? 'w' : 'r+', async file => {
        for (let done = 0; done < bytes.length; ) {
          done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
        }
      })
    },
    syncUpload: id => withFile(fileOf(id), 'r+', file => file.sync()),
    async readUpload(id, at) {
      try {
        return await withFile(fileOf(id), 'r', async file => {
          const { bytesRead, buffer } = await file.read(Buffer.alloc(uploadChunkBytes), 0, uploadChunkBytes, at)
          return buffer.subarray(0, bytesRead)
        })
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    removeUpload: id => rm(fileOf(id), { force: true }),
    async uploads() {
      const names = await readdir(folder).catch(() => [])
      const found = await Promise.all(
        names.filter(isId).map(async id => {
          const entry = await stat(fileOf(id)).catch(() => undefined)
          return entry?.isFile() ? [{ id, changedAt: entry.mtimeMs }] : []
        }),
      )
      return found.flat()
    },
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch(async error => {
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw error
  })
}

async function withFile<Result>(path: string, flags: string, work: (file: FileHandle) => Promise<Result>) {
  const file = await open(path, flags, 0o600)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
