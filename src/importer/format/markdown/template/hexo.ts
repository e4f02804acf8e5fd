import { escapeHtml } from '../../../tree/plain-html.ts'

/** A tag of Hexo and Octopress with an address, or code in a line. */
const tags = /`[^`\n]+`|\{%\s{0,9}(img|asset_img|post_link|post_path|asset_link|asset_path)\s([^%\n]+)%\}/g

/** Rewrites the tags of Hexo and Octopress for images and for links to posts and files to Markdown and HTML. */
export function hexoTags(text: string): string {
  return text.replace(tags, (tag, name?: string, rest = '') =>
    name === undefined ? tag : (rewritten(name, rest) ?? tag),
  )
}

const word = /"([^"]*)"|'([^']*)'|(\S+)/g

function rewritten(name: string, rest: string): string | undefined {
  // Other tags with these names have named arguments.
  if (/(?:^|\s)[a-z]+=/i.test(rest)) return undefined
  const args = [...rest.matchAll(word)].map(([, double, single, plain]) => double ?? single ?? plain ?? '')
  if (name.endsWith('img')) return image(args)
  const [target = '', ...words] = args.filter(one => !/^(?:true|false)$/.test(one))
  if (!/^[^\s()<>]+$/.test(target)) return undefined
  const path = name.startsWith('post') ? `${target}.md` : target
  if (name.endsWith('path')) return path
  return `[${(words.join(' ') || target).replace(/[[\]\\]/g, '\\$&')}](${path})`
}

/** `[class names] address [width] [height] [title [alt]]`; title and alt may be quoted together: `"title 'alt'"`. */
function image(words: readonly string[]): string | undefined {
  const at = words.findIndex(one => /[/.]./.test(one) && !/\s/.test(one))
  const source = words[at]
  if (source === undefined) return undefined
  const rest = words.slice(at + 1)
  const sizes = rest.slice(0, 2).filter(word => /^\d{1,5}$/.test(word))
  const [title = '', alt] = texts(rest.slice(sizes.length))
  const attributes = { src: source, alt: alt ?? title, width: sizes[0], height: sizes[1], title: alt && title }
  const list = Object.entries(attributes).flatMap(([name, value]) => (value ? [`${name}="${escapeHtml(value)}"`] : []))
  return `<img ${list.join(' ')}>`
}

function texts(words: readonly string[]): string[] {
  const text = words.join(' ')
  const [, first, second] = /^([^'"\n]{1,500})['"]([^'"\n]{1,500})['"]$/.exec(text) ?? []
  if (first !== undefined && second !== undefined) return [first.trim(), second]
  return words.length === 2 && words.some(word => word.includes(' ')) ? [...words] : [text]
}
