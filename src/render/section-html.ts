import { sectionId } from '../domain/address/element-id.ts'
import type { Footnote } from '../domain/body/footnote.ts'
import type { Section } from '../domain/body/section.ts'
import { blocksHtml } from './block-html.ts'
import { type HtmlSetting, localAddress, noteId, referenceId } from './html-setting.ts'
import { inlineHtml } from './inline-html.ts'
import { type Child, html, join, type Markup } from './markup.ts'

/** The members of a section that are rendered. */
export type SectionContent = Pick<Section, 'anchor' | 'level' | 'heading' | 'headingContent' | 'blocks'>

/**
 * Sections in reading order, each nested in the nearest preceding section of a lower level. Heading levels increase by one
 * from the title, even if the source skips levels.
 */
export function sectionsHtml(sections: readonly SectionContent[], setting: HtmlSetting): Markup {
  const open: { level: number; rank: number; children: Child[]; section?: SectionContent }[] = [
    { level: 0, rank: 1, children: [] },
  ]
  const close = () => {
    const done = open.pop()
    if (done?.section) open.at(-1)?.children.push(wrap(done.section, done.children, setting))
  }
  for (const section of sections) {
    while ((open.at(-1)?.level ?? 0) >= section.level) close()
    const rank = (open.at(-1)?.rank ?? 1) + 1
    const own = [headingHtml(section, rank, setting), blocksHtml(section.blocks, setting)]
    open.push({ level: section.heading === undefined ? 6 : section.level, rank, children: own, section })
  }
  while (open.length > 1) close()
  return join(open[0]?.children)
}

/**
 * One section without its subsections.
 *
 * @param rank heading level 2 to 6; absent = the level of the section
 */
export function sectionHtml(section: SectionContent, setting: HtmlSetting, rank = Math.max(section.level, 2)): Markup {
  const own = [headingHtml(section, rank, setting), blocksHtml(section.blocks, setting)]
  return join(wrap(section, own, setting))
}

function headingHtml({ heading, headingContent }: SectionContent, rank: number, setting: HtmlSetting): Child {
  if (heading === undefined) return undefined
  const words = headingContent ? inlineHtml(headingContent, setting) : heading
  return html(`h${Math.min(rank, 6)}`, {}, words)
}

/** The lead has no heading, so it is not a `section` element. */
function wrap(section: SectionContent, children: Child[], setting: HtmlSetting): Child {
  const id = setting.ids ? sectionId(section.anchor) : undefined
  return html(section.heading === undefined ? 'div' : 'section', { id }, children)
}

/** Footnotes with a link back to the first reference. The list is numbered only if the labels are numbers. */
export function footnotesHtml(footnotes: readonly Footnote[], title: string, setting: HtmlSetting): Child {
  if (footnotes.length === 0) return undefined
  const counts = footnotes.every((note, index) => note.label === String(index + 1))
  const items = footnotes.map(note => {
    const id = setting.ids ? noteId(note.anchor) : undefined
    const label = counts ? undefined : [html('span', {}, note.label), ' ']
    return html('li', { id }, label, blocksHtml(note.blocks, setting), wayBack(note, setting))
  })
  const list = html(counts ? 'ol' : 'ul', {}, items)
  return html('section', { class: 'footnotes', role: 'doc-endnotes' }, html('h2', {}, title), list)
}

function wayBack({ anchor, label }: Footnote, setting: HtmlSetting): Child {
  if (!setting.ids || !setting.referred.has(anchor)) return undefined
  const href = localAddress(referenceId(anchor), setting)
  return html('p', {}, html('a', { href, role: 'doc-backlink', 'aria-label': `↩ ${label}` }, '↩'))
}
