import type { PhrasingContent, Root, RootContent } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'
import type { Footnote } from '../domain/body/footnote.ts'
import type { Inline } from '../domain/body/inline.ts'
import { anchorFor } from '../domain/body/outline.ts'
import { blocksMarkdown } from './block-markdown.ts'
import { inlineMarkdown, textNode } from './inline-markdown.ts'
import { type MarkdownSetting, markdownSetting } from './markdown-setting.ts'
import type { SectionContent } from './section-html.ts'

/**
 * Sections as CommonMark with GFM tables, task lists, strikethrough and footnotes. Importing it restores the blocks. The
 * footnotes that the sections reference, directly or through other footnotes, follow at the end.
 */
export function sectionsMarkdown(sections: readonly SectionContent[], footnotes: readonly Footnote[]): string {
  const setting = markdownSetting(footnotes)
  const taken = new Set<string>()
  const numbers = new Map<string, number>()
  const body = sections.flatMap(section => {
    const isDefault = section.heading === undefined || anchorFor(section.heading, taken, numbers) === section.anchor
    taken.add(section.anchor)
    return [...heading(section, setting, isDefault), ...blocksMarkdown(section.blocks, setting)]
  })
  return write([...body, ...definitions(footnotes, setting)])
}

/** Inlines as one line of Markdown. */
export function lineMarkdown(content: readonly Inline[]): string {
  const flat = content.map(run => ({
    ...run,
    text: run.text.replace(/\s+/g, space => (/[\r\n]/.test(space) ? ' ' : space)),
  }))
  return write([{ type: 'paragraph', children: inlineMarkdown(flat, markdownSetting()) }]).trim()
}

/** A heading, with its anchor as `{#anchor}` where importers would make another one. */
function heading(
  { heading, headingContent, level, anchor }: SectionContent,
  setting: MarkdownSetting,
  isDefault: boolean,
): RootContent[] {
  if (heading === undefined) return []
  const depth = Math.min(Math.max(level, 2), 6) as 2 | 3 | 4 | 5 | 6
  const words = (headingContent ?? [{ text: heading }]).map(run => ({ ...run, text: run.text.replace(/\s+/g, ' ') }))
  const children = inlineMarkdown(words, setting)
  const shown = children.length > 0 ? children : [textNode(heading)]
  const id: PhrasingContent[] = isDefault ? [] : [{ type: 'html', value: ` {#${anchor}}` }]
  return [{ type: 'heading', depth, children: [...shown, ...id] }]
}

function definitions(footnotes: readonly Footnote[], setting: MarkdownSetting): RootContent[] {
  const byAnchor = new Map(footnotes.map(note => [note.anchor, note]))
  const written = new Map<string, RootContent>()
  // A footnote may reference another one, so this set grows during the iteration.
  for (const anchor of setting.referred) {
    const label = setting.names.get(anchor) ?? anchor
    const children = blocksMarkdown(byAnchor.get(anchor)?.blocks ?? [], setting)
    written.set(anchor, { type: 'footnoteDefinition', identifier: label.toLowerCase(), label, children })
  }
  return footnotes.flatMap(note => written.get(note.anchor) ?? [])
}

function write(children: RootContent[]): string {
  const root: Root = { type: 'root', children }
  // Signs of dialects that importers read: math, and comments, highlights and emphasis of Obsidian.
  const unsafe = [
    { character: '$', inConstruct: 'phrasing' as const },
    { character: '%', after: '%', inConstruct: 'phrasing' as const },
    { character: '=', after: '=', inConstruct: 'phrasing' as const },
  ]
  const extensions = [gfmToMarkdown({ tablePipeAlign: false }), { unsafe }]
  // Bullets and thematic breaks use different characters, so that neither is parsed as the other.
  return toMarkdown(root, { extensions, bullet: '-', bulletOther: '+', rule: '*', emphasis: '*' })
}
