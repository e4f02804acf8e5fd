import { statSync } from 'node:fs'

/** Bytes of a database and of its write-ahead log. */
export function fileSizes(path: string): { databaseBytes: number; logBytes: number } {
  return { databaseBytes: sizeOf(path), logBytes: sizeOf(`${path}-wal`) }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
