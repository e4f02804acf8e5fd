import type { Element } from 'hast'
import { absoluteUrl } from '../fact/address.ts'
import { attribute, elements, isElement, textOf } from './element.ts'
import { close, type Handler, type Out, placeOf, put, type Scope, type Setting } from './flow.ts'
import { embedOf } from './provider.ts'

/** `script`, `style` and the like: nothing of them survives, except that a gist's script is an embed. */
export const script: Handler = (element, _, out, setting) => {
  const src = absoluteUrl(attribute(element, 'src'), setting.base)
  if (src && new URL(src).hostname === 'gist.github.com') return put(out, embedOf(src))
  setting.reporter.note('script-removed', `<${element.tagName}> was removed.`, placeOf(element))
}

/** Fields and buttons. */
export const control: Handler = (element, _, __, setting) => {
  const text = element.tagName === 'select' ? '' : textOf(element)
  setting.reporter.note('form-removed', `<${element.tagName}> was removed.`, placeOf(element))
  setting.reporter.consume('form', text, placeOf(element))
}

/** `form`: left out, unless the whole page stands in it. */
export const form: Handler = (element, scope, out, setting) => {
  const page = elements(element.children, one => isElement(one, 'p', 'h1', 'h2', 'article', 'pre', 'table'))
  if (page.length > 2 || textOf(element).length > 2000) return unwrap(element, scope, out, setting)
  control(element, scope, out, setting)
}

/** `noscript`: what stands for a picture that a script would load; other content as it is. */
export const noscript: Handler = (element, scope, out, setting) => {
  const images = elements(element.children, one => one.tagName === 'img')
  const shown = [out.after.at(-1), out.runs.length === 0 ? out.pieces.at(-1) : undefined].flatMap(block =>
    block?.type === 'image' ? [block.image] : [],
  )
  const isShown =
    images.length > 0 && shown.some(image => images.some(img => sameFile(image.url, attribute(img, 'src') ?? '')))
  if (!isShown && !isCounter(images, element)) setting.walk(element.children, scope, out)
}

/** What a reader does not see. */
export function isHidden(element: Element): boolean {
  if (attribute(element, 'hidden') !== undefined && attribute(element, 'hidden') !== 'until-found') return true
  const style = attribute(element, 'style') ?? ''
  return (
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style) ||
    /(^|\s)katex-html(\s|$)/.test(attribute(element, 'className') ?? '')
  )
}

/** An element that only groups: its content stands where it stood, in paragraphs of its own. */
export function unwrap(element: Element, scope: Scope, out: Out, setting: Setting): void {
  close(out)
  setting.walk(element.children, scope, out)
  close(out)
}

function isCounter(images: readonly Element[], element: Element): boolean {
  const frames = elements(element.children, one => one.tagName === 'iframe')
  return frames.length > 0 || (images.length === 1 && /^[01]$/.test(attribute(images[0] ?? element, 'width') ?? ''))
}

/** The same picture, perhaps in another size (`ferry-300x200.jpg`, `?w=300`). */
function sameFile(a: string, b: string): boolean {
  const stem = (url: string) =>
    url
      .replace(/[?#].*$/s, '')
      .replace(/^.*\//, '')
      .replace(/-\d+x\d+(\.\w+)$/, '$1')
  return stem(a) === stem(b) && stem(a) !== ''
}
