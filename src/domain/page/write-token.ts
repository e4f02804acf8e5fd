import { z } from 'zod'
import type { WritePosition } from '../store/article/working-store.ts'
import { seal, unseal } from './opaque.ts'

const shape = z.strictObject({
  v: z.literal(1),
  of: z.literal('writes'),
  number: z.int().min(0),
  mark: z.string().max(20),
})

/** Opaque text for a position in the order of writes to working copies. */
export function writeToken({ number, mark }: WritePosition): string {
  return seal({ v: 1, of: 'writes', number, mark })
}

/** The position in a token; undefined if the text is not a token. */
export function readWriteToken(text: string): WritePosition | undefined {
  const read = shape.safeParse(unseal(text))
  return read.success ? { number: read.data.number, mark: read.data.mark } : undefined
}
