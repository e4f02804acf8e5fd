import type { ImportProblem } from '../importer.ts'
import { headLength, headProblem } from '../source/head-problem.ts'
import { type Spool, spool } from '../source/spool.ts'
import { asUtf8 } from './encoding.ts'

/** Spools a source and reads it. Yields a problem if its first bytes are not text. */
export async function* readSpooled<Item>(
  input: AsyncIterable<Uint8Array>,
  read: (source: Spool) => AsyncIterable<Item>,
): AsyncGenerator<Item | ImportProblem> {
  const source = await spool(input)
  try {
    const wrong = headProblem(await source.read(0, headLength))
    if (wrong) yield wrong
    else yield* read(source)
  } finally {
    await source.close()
  }
}

/**
 * Like `readSpooled`, for an XML document, which is converted to UTF-8 first.
 *
 * @param label WHATWG encoding label that overrides the document's own
 */
export async function* readSpooledXml<Item>(
  input: AsyncIterable<Uint8Array>,
  label: string | undefined,
  read: (source: Spool) => AsyncIterable<Item>,
): AsyncGenerator<Item | ImportProblem> {
  const utf8 = await asUtf8(input, label)
  if (utf8.ok) yield* readSpooled(utf8.input, read)
  else yield utf8.problem
}
