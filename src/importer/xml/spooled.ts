import type { ImportProblem } from '../importer.ts'
import { headLength, headProblem } from '../source/head-problem.ts'
import { type Spool, spool } from '../source/spool.ts'
import { asUtf8 } from './encoding.ts'

/** Reads a source from any place: what `read` yields, or what can be said against the source by its first bytes. */
export async function* spooled<Item>(
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
 * The same of a document in XML, which `read` gets in UTF-8.
 *
 * @param label WHATWG encoding label that overrides what the document says
 */
export async function* spooledXml<Item>(
  input: AsyncIterable<Uint8Array>,
  label: string | undefined,
  read: (source: Spool) => AsyncIterable<Item>,
): AsyncGenerator<Item | ImportProblem> {
  const utf8 = await asUtf8(input, label)
  if (utf8.ok) yield* spooled(utf8.input, read)
  else yield utf8.problem
}
