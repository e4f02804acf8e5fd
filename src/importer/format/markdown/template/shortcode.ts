import type { Template } from '../../../blocks/flow.ts'
import { argumentsOf } from './argument.ts'
import type { Tag } from './tag.ts'
import { blockOf, type TagContext } from './tag-block.ts'

/** The meaning of `{{< name … >}}` and `{{% name … %}}`; undefined if unknown. */
export function hugoTag({ source, name, rest }: Tag, context: TagContext): Template | undefined {
  if (/^\{\{[<%]\s*\/\*/.test(source)) {
    const text = source.replace(/^(\{\{[<%]\s*)\/\*/, '$1').replace(/\*\/(\s*[>%]\}\})$/, '$1')
    return { kind: 'text', text }
  }
  if (/^\/?(rawhtml|html|unsafe|safehtml)$/i.test(name)) return { kind: 'nothing', breaks: false }
  if (/^\/(figure|img|image|youtube|video)$/.test(name)) return { kind: 'nothing', breaks: false }
  const args = argumentsOf(rest)
  const [first = ''] = args.positional
  if (name === 'ref' || name === 'relref') {
    const target = first || args.named.get('path') || ''
    // Hugo searches next to the page first, but a path of several folders is usually relative to the site.
    const href = /^[^./#][^/]*\/./.test(target) ? `/${target}` : target
    return target === '' ? undefined : { kind: 'text', text: target, value: href }
  }
  if (/^br$/i.test(name)) return { kind: 'text', text: ' ' }
  const block = blockOf(name, args, context)
  return block && { kind: 'blocks', blocks: [block] }
}
