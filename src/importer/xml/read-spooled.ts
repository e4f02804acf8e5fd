import type { ImportNote, ImportProblem } from '../importer.ts'
import { headLength, headProblem } from '../source/head-problem.ts'
import { type Spool, spool } from '../source/spool.ts'
import { asUtf8 } from './encoding.ts'
import { startsAsXml } from './xml-start.ts'

/** Spools a source and reads it. Yields a problem if its first bytes are not text. */
export async function* readSpooled<Item>(
  input: AsyncIterable<Uint8Array>,
  read: (source: Spool) => AsyncIterable<Item>,
  isXml = false,
): AsyncGenerator<Item | ImportProblem> {
  const source = await spool(input)
  try {
    const head = await source.read(0, headLength)
    const wrong = headProblem(isXml ? withoutStrayNul(head) : head)
    if (wrong) yield wrong
    else yield* read(source)
  } finally {
    await source.close()
  }
}

/** Databases hold single NUL bytes in texts. A file with many of them is not text. */
function withoutStrayNul(head: Buffer): Buffer {
  if (!head.includes(0)) return head
  const clean = head.filter(byte => byte !== 0)
  const isText = startsAsXml(Buffer.from(clean.subarray(0, 4096)).toString('latin1'))
  return isText && head.length - clean.length <= head.length / 50 ? Buffer.from(clean) : head
}

/**
 * Like `readSpooled`, for an XML document, which is converted to UTF-8 first. `read` gets the notes about the document.
 *
 * @param label WHATWG encoding label that overrides the document's own
 */
export async function* readSpooledXml<Item>(
  input: AsyncIterable<Uint8Array>,
  label: string | undefined,
  read: (source: Spool, notes: ImportNote[]) => AsyncIterable<Item>,
): AsyncGenerator<Item | ImportProblem> {
  const utf8 = await asUtf8(input, label)
  if (utf8.ok) yield* readSpooled(utf8.input, source => read(source, utf8.notes), true)
  else yield utf8.problem
}
