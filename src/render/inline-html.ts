import type { Inline, Link } from '../domain/body/inline.ts'
import { directionOf } from '../domain/text/language.ts'
import { linkAddress } from './address.ts'
import { type HtmlSetting, localAddress, noteId, referenceId, sectionAddress } from './html-setting.ts'
import { type Mark, type MarkNode, markTree } from './mark-tree.ts'
import { type Child, html, join, type Markup } from './markup.ts'

const elements: Record<Mark, string> = {
  highlight: 'mark',
  underline: 'u',
  strikethrough: 's',
  strong: 'strong',
  emphasis: 'em',
  superscript: 'sup',
  subscript: 'sub',
}

/** Inlines as phrasing content. An unsafe link is rendered as its text. */
export function inlineHtml(content: readonly Inline[], setting: HtmlSetting): Markup {
  return join(markTree(content).map(node => nodeHtml(node, setting)))
}

function nodeHtml(node: MarkNode, setting: HtmlSetting): Child {
  if (node.kind === 'run') return runHtml(node.run, setting)
  const children = node.children.map(child => nodeHtml(child, setting))
  switch (node.kind) {
    case 'mark':
      return html(elements[node.mark], {}, children)
    case 'language':
      return html('span', { lang: node.lang, dir: directionOf(node.lang) }, children)
    case 'link': {
      const href = linkHref(node.link, setting)
      return href === undefined ? children : html('a', { href, title: node.link.title }, children)
    }
  }
}

/** Undefined if the URL is not safe. */
function linkHref({ href }: Link, setting: HtmlSetting): string | undefined {
  return href.startsWith('#') ? sectionAddress(href.slice(1), setting) : linkAddress(href)
}

/** An inline that is the label of its footnote becomes the reference; other text is followed by the reference. */
function runHtml(run: Inline, setting: HtmlSetting): Child {
  const label = run.footnote === undefined ? undefined : setting.labels.get(run.footnote)
  const lines = run.text.split(/\r\n?|\n/)
  const words: Child = lines.flatMap((line, index) => (index === 0 ? [line] : [html('br', {}), line]))
  const content = run.code ? html('code', {}, words) : words
  if (run.footnote === undefined || label === undefined) return content
  const reference = referenceHtml(run.footnote, label, run.link === undefined, setting)
  return run.text.trim() === label ? reference : [content, reference]
}

/** @param free whether it may be a link; false inside another link */
function referenceHtml(anchor: string, label: string, free: boolean, setting: HtmlSetting): Child {
  if (!free) return html('sup', {}, label)
  const first = !setting.referred.has(anchor)
  setting.referred.add(anchor)
  const id = setting.ids && first ? referenceId(anchor) : undefined
  const href = localAddress(noteId(anchor), setting)
  return html('sup', {}, html('a', { id, href, role: 'doc-noteref' }, label))
}
