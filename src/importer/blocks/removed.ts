import type { Element } from 'hast'
import type { Image } from '../../domain/body/image.ts'
import { absoluteUrl } from '../fact/address.ts'
import { attribute, elements, isElement, textOf } from './element.ts'
import { addBlock, endParagraph, type Handler, type Output, placeOf, type ReadContext, type Scope } from './flow.ts'
import { embedOf } from './media/provider.ts'

/** Removes `script`, `style` and similar elements. The script of a gist becomes an embed. */
export const script: Handler = (element, _, out, context) => {
  const src = absoluteUrl(attribute(element, 'src'), context.base)
  if (src && new URL(src).hostname === 'gist.github.com') return addBlock(out, embedOf(src))
  context.reporter.note('script-removed', `<${element.tagName}> was removed.`, placeOf(element))
}

/** Removes form fields and buttons. */
export const control: Handler = (element, _, __, context) => {
  const text = element.tagName === 'select' ? '' : textOf(element)
  context.reporter.note('form-removed', `<${element.tagName}> was removed.`, placeOf(element))
  context.reporter.consume('form', text, placeOf(element))
}

/** Removes a `form`, unless it contains the whole page. */
export const form: Handler = (element, scope, out, context) => {
  const page = elements(element.children, one => isElement(one, 'p', 'h1', 'h2', 'article', 'pre', 'table'))
  if (page.length > 2 || textOf(element).length > 2000) return unwrap(element, scope, out, context)
  control(element, scope, out, context)
}

/** `noscript`: the picture that a script would load, unless it was read before; other content. */
export const noscript: Handler = (element, scope, out, context) => {
  const images = elements(element.children, one => one.tagName === 'img')
  const shown = [out.after.at(-1), out.runs.length === 0 ? out.flowBlocks.at(-1) : undefined].flatMap(block =>
    block?.type === 'image' ? [block.image] : [],
  )
  for (const img of images) {
    const image = shown.find(({ url }) => sameFile(url, attribute(img, 'src') ?? ''))
    if (image) return improve(image, img, context)
  }
  if (!isCounter(images, element)) context.walk(element.children, scope, out)
}

/** Takes the larger size and the alternative text of the same picture without scripts. */
function improve(image: Image, img: Element, { resolve }: ReadContext): void {
  const { url, kind } = resolve(attribute(img, 'src') ?? '', 'resource')
  if (url !== undefined && kind !== 'fragment' && isLarger(url, image.url)) image.url = url
  const alt = attribute(img, 'alt')?.trim()
  if (alt && !image.alt) image.alt = alt
}

/** Whether an address has a larger size than another one, or none: `/max/1200/`, `?w=800`, `-300x200`. */
function isLarger(url: string, other: string): boolean {
  const sizeOf = (address: string) =>
    Math.max(0, ...[...address.matchAll(size)].map(([, width, before]) => Number(width ?? before)))
  const [own, least] = [sizeOf(url), sizeOf(other)]
  return least > 0 && (own > least || own === 0)
}

const size = /\b(?:max|w|width)[/=](\d{1,5})|-(\d{1,5})x\d{1,5}\b/g

/** Whether readers do not see an element. */
export function isHidden(element: Element): boolean {
  const hidden = attribute(element, 'hidden')
  if (hidden !== undefined && hidden !== 'until-found') return true
  const style = attribute(element, 'style')
  if (style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)) return true
  const names = attribute(element, 'className')
  return names !== undefined && /(^|\s)katex-html(\s|$)/.test(names)
}

/** Reads the content of an element that only groups, in paragraphs of its own. */
export function unwrap(element: Element, scope: Scope, out: Output, context: ReadContext): void {
  endParagraph(out)
  context.walk(element.children, scope, out)
  endParagraph(out)
}

function isCounter(images: readonly Element[], element: Element): boolean {
  const frames = elements(element.children, one => one.tagName === 'iframe')
  return frames.length > 0 || (images.length === 1 && /^[01]$/.test(attribute(images[0] ?? element, 'width') ?? ''))
}

/** Whether two addresses are the same picture, possibly in another size (`ferry-300x200.jpg`, `?w=300`). */
function sameFile(a: string, b: string): boolean {
  const stem = (url: string) =>
    url
      .replace(/[?#].*$/s, '')
      .replace(/^.*\//, '')
      .replace(/-\d+x\d+(\.\w+)$/, '$1')
  return stem(a) === stem(b) && stem(a) !== ''
}
