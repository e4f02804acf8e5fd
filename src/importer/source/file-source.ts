import { createReadStream } from 'node:fs'
import { AppError } from '../../domain/error.ts'
import type { Source } from './run.ts'

/** A file as a source: what of it can be told to another thread. */
export type FileSource = Pick<Source, 'name' | 'origin' | 'bytes'>

/** A file by its real path. */
export function fileSource({ name, origin, bytes }: FileSource): Source {
  return { name, origin, bytes, open: () => read(origin) }
}

/** Why the file system refuses something, in words. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? (code || String(cause))
}

const reasons: Record<string, string> = {
  ENOENT: 'there is nothing of that name',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
}

async function* read(file: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(file)
  } catch (cause) {
    throw new AppError('input-unreadable', `${file} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}
