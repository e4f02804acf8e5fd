import type { Element } from 'hast'
import { attribute, elements, hasClass, isElement } from './element.ts'
import { addBlock, endParagraph, type Handler, type ReadContext } from './flow.ts'

/** `pre`: a code block, unless it is verse. */
export const pre: Handler = (element, scope, out, context) => {
  if (hasClass(element, /wp-block-(verse|preformatted)/)) {
    endParagraph(out)
    context.walk(element.children, { ...scope, pre: true }, out)
    return endParagraph(out)
  }
  const [inner] = elements(element.children, one => one.tagName === 'code')
  addBlock(out, {
    type: 'code',
    text: codeText(element, context),
    ...languageOf(element, inner),
    ...filenameOf(inner, context),
  })
}

/** A `div` of a syntax highlighter around a listing. Often only the `div` states the language. */
export function listing(element: Element): { language?: string } | undefined {
  const children = element.children.filter(child => child.type !== 'text' || child.value.trim() !== '')
  const [only] = children
  const isOne = children.length === 1 && only !== undefined && isElement(only, 'pre', 'div', 'table', 'figure')
  return isOne && hasClass(element, /(^|\s)(highlight|highlighter-rouge|sourceCode|language-\S+)(\s|$)/)
    ? languageOf(element, undefined)
    : undefined
}

/** The language in class names: `language-js`, `lang-js`, `highlight-source-js`, `brush: js`, `sourceCode js`. */
export function languageOf(outer: Element, inner: Element | undefined): { language?: string } {
  for (const element of [inner, outer]) {
    const names = (element && attribute(element, 'className')) ?? ''
    const named =
      /(?:^|\s)(?:language|lang|highlight-source|highlight-text)-([^\s{:,]+)/.exec(names) ??
      /(?:^|\s)brush:\s*(\w+)/.exec(names) ??
      /(?:^|\s)sourceCode\s+([\w+#-]+)/.exec(names)
    const stated = named?.[1] ?? (element && (attribute(element, 'dataLang') ?? attribute(element, 'dataLanguage')))
    if (stated && !/^(none|plaintext)$/.test(stated)) return { language: stated.toLowerCase() }
  }
  return {}
}

/** The file name after the language of a fence: `title="app.js"`, `{filename: "app.js"}`, `js:app.js`. */
function filenameOf(code: Element | undefined, context: ReadContext): { filename?: string } {
  const meta = (code && attribute(code, 'dataMeta')) ?? ''
  const info = (code && attribute(code, 'className')) ?? ''
  const named = /(?:title|file|name)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s"'{}]+))/i.exec(meta)
  const short = /(?:^|\s)language-[\w+#-]+:(\S+)/.exec(info)
  const bare = /^\s*\[([^\]]+\.\w+)\]/.exec(meta)
  const filename = named?.[1] ?? named?.[2] ?? named?.[3] ?? short?.[1] ?? bare?.[1]
  return filename ? { filename: context.restoreTemplates(filename) } : {}
}

function codeText(element: Element, context: ReadContext): string {
  const parts: string[] = []
  const open = [...element.children].reverse()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'text') parts.push(node.value)
    else if (isElement(node, 'br')) parts.push('\n')
    else if (node.type === 'element' && !isGutter(node))
      for (const child of [...node.children].reverse()) open.push(child)
  }
  return context
    .restoreTemplates(parts.join(''))
    .replace(/\r\n?/g, '\n')
    .replace(/^\n|\n$/g, '')
}

/** Line numbers and copy buttons. */
function isGutter(element: Element): boolean {
  return hasClass(element, /(^|\s)(lineno|linenos|line-numbers?|ln|gutter)(\s|$)/) || element.tagName === 'button'
}
