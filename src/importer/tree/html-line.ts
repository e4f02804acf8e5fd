import type { Inline } from '../../domain/body/inline.ts'
import { htmlFragment } from './fragment.ts'

/** Reads one line of HTML, such as a caption, into inline runs. */
export function htmlLine(html: string, base?: string): Inline[] {
  if (html.trim() === '') return []
  const blocks = htmlFragment(html, base).sections.flatMap(section => section.blocks)
  const lines = blocks.flatMap(block => (block.type === 'paragraph' ? [block.content] : []))
  return lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line]))
}
