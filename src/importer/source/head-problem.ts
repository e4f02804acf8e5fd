import { asBuffer } from '../../domain/buffer.ts'
import type { ImportProblem } from '../importer.ts'

/** Bytes of a source that are examined. */
export const headLength = 65_536

/**
 * Finds by its first bytes that a source is empty or not text.
 *
 * @param head in UTF-8, up to `headLength` bytes
 */
export function headProblem(head: Uint8Array): ImportProblem | undefined {
  if (head.includes(0))
    return { kind: 'problem', code: 'binary', detail: 'The file contains NUL bytes. It is not text.' }
  const text = asBuffer(head).toString('utf8')
  if (head.length >= headLength || /[^\s\u200b\u2060\ufeff]/.test(text)) return undefined
  const detail = head.length === 0 ? 'The file is empty.' : 'The file contains only white space.'
  return { kind: 'problem', code: 'empty', detail }
}
