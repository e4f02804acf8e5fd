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
    const language = args.named.get('lang')
    return target === '' ? undefined : { kind: 'text', text: target, value: pageAddress(target, language) }
  }
  if (/^br$/i.test(name)) return { kind: 'text', text: ' ' }
  const block = blockOf(name, args, context)
  return block && { kind: 'blocks', blocks: [block] }
}

/**
 * The address of a page that `ref` names. A name without a folder is the one of a file next to the page, or else of the only
 * file of the site with that name. A path of several folders is usually relative to the site.
 *
 * @param language of the page: that of the file `ferry.de.md` or `de/ferry.md`
 */
function pageAddress(target: string, language: string | undefined): string {
  if (language !== undefined && /^[a-z]{2,3}(?:-[a-z\d]{2,4})?$/i.test(language)) {
    const [, path = '', fragment = ''] = /^([^#?]*[^#?/])(#.*)?$/s.exec(target) ?? []
    if (path !== '') return pageAddress(`${path.replace(/(?:\.\w{1,8})?$/, '')}.${language}.md${fragment}`, undefined)
  }
  if (/^[^./#][^/]*\/./.test(target)) return `/${target}`
  const [, name = '', fragment = ''] = /^([^/#?.][^/#?]*)(#.*)?$/s.exec(target) ?? []
  return name === '' || /\.\w{1,8}$/.test(name) ? target : `${name}.md${fragment}`
}
