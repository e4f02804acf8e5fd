import type { ImportProblem } from '../importer.ts'

/** How much of a source is looked at. */
export const headLength = 65_536

/**
 * What can be said against a source by its first bytes: that it is empty, or no text.
 *
 * @param head in UTF-8, up to `headLength` bytes
 */
export function headProblem(head: Uint8Array): ImportProblem | undefined {
  if (head.includes(0)) return { kind: 'problem', code: 'binary', detail: 'The file holds NUL bytes; it is no text.' }
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8')
  if (head.length >= headLength || /[^\s\u200b\u2060\ufeff]/.test(text)) return undefined
  const detail = head.length === 0 ? 'The file is empty.' : 'The file holds nothing but white space.'
  return { kind: 'problem', code: 'empty', detail }
}
