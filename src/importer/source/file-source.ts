import { createReadStream } from 'node:fs'
import { AppError } from '../../domain/error.ts'
import type { Source } from './run.ts'

/** The members of a file source that can be sent to another thread. */
export type FileSource = Pick<Source, 'name' | 'origin' | 'bytes'>

/** A source that reads a file. `origin` is its real path. */
export function fileSource({ name, origin, bytes }: FileSource): Source {
  return { name, origin, bytes, open: () => read(origin) }
}

/** Describes an error of the file system. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return reasons[code] ?? (code || String(cause))
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is not a folder',
}

async function* read(file: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(file)
  } catch (cause) {
    throw new AppError('input-unreadable', `${file} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}
