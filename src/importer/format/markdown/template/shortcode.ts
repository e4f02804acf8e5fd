import type { Template } from '../../../blocks/flow.ts'
import { argumentsOf } from './argument.ts'
import { blockOf, type Meaning } from './meaning.ts'
import type { Tag } from './tag.ts'

/** `{{< name … >}}` and `{{% name … %}}`; undefined where its meaning is not plain. */
export function hugoTag({ source, name, rest }: Tag, meaning: Meaning): Template | undefined {
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
    // Hugo looks beside the page first, but a path of several folders is most often one of the site.
    const href = /^[^./#][^/]*\/./.test(target) ? `/${target}` : target
    return target === '' ? undefined : { kind: 'text', text: target, value: href }
  }
  if (/^br$/i.test(name)) return { kind: 'text', text: ' ' }
  const block = blockOf(name, args, meaning)
  return block && { kind: 'blocks', blocks: [block] }
}
