import type { Footnote } from '../domain/footnote.ts'
import type { Rendering } from '../domain/query.ts'
import type { DeliveredSection, RenderedSection } from '../domain/section.ts'
import { htmlSetting } from '../render/html-setting.ts'
import { sectionsMarkdown } from '../render/markdown.ts'
import { sectionHtml } from '../render/section-html.ts'
import { blocksText } from '../render/text.ts'
import type { WholePrint } from './delivery.ts'

/** The sections of a print as JSON, each with the renderings asked for. Parses them: only who asks pays. */
export function renderedSections({ body, layout, canonicalUrl }: WholePrint, wanted: readonly Rendering[]): Uint8Array {
  const sections: DeliveredSection[] = parse(body.subarray(...layout.sections))
  const footnotes: Footnote[] = parse(body.subarray(...layout.footnotes))
  // Stands in another page than the article's own: links within it are absolute, and elements have no ids.
  const setting = htmlSetting(footnotes, canonicalUrl)
  const render: Record<Rendering, (section: DeliveredSection) => string> = {
    html: section => sectionHtml(section, setting).markup,
    markdown: section => sectionsMarkdown([section], footnotes),
    text: ({ heading, blocks }) => [heading, blocksText(blocks)].filter(Boolean).join('\n\n'),
  }
  const rendered = sections.map(section => ({
    ...section,
    ...Object.fromEntries(wanted.map(name => [name, render[name](section)])),
  })) satisfies RenderedSection[]
  return Buffer.from(JSON.stringify(rendered))
}

function parse<Value>(json: Uint8Array): Value {
  return JSON.parse(Buffer.from(json).toString())
}
