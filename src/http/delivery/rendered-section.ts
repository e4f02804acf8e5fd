import type { Footnote } from '../../domain/body/footnote.ts'
import type { DeliveredSection, RenderedSection } from '../../domain/body/section.ts'
import type { Rendering } from '../../domain/page/query.ts'
import { htmlSetting } from '../../render/html-setting.ts'
import { sectionsMarkdown } from '../../render/markdown.ts'
import { sectionHtml } from '../../render/section-html.ts'
import { blocksText } from '../../render/text.ts'
import type { WholePrint } from './delivery.ts'

type Renderers = Record<Rendering, (section: DeliveredSection) => string>

/** The sections of a print, and what renders them, in their order: only the first reference of a footnote is marked. */
export function sectionRenderer({ body, layout, language, canonicalUrl, slug }: WholePrint): {
  sections: DeliveredSection[]
  render: Renderers
} {
  const sections: DeliveredSection[] = parse(body.subarray(...layout.sections))
  const footnotes: Footnote[] = parse(body.subarray(...layout.footnotes))
  // Stands in another page than the article's own: links within it are absolute, and elements have no ids.
  const setting = htmlSetting({ footnotes, language, page: { canonicalUrl, slug } })
  const render: Renderers = {
    html: section => sectionHtml(section, setting).markup,
    markdown: section => sectionsMarkdown([section], footnotes),
    text: ({ heading, blocks }) => [heading, blocksText(blocks, language)].filter(Boolean).join('\n\n'),
  }
  return { sections, render }
}

/** One section as JSON, with the renderings that are wanted. */
export function renderSection(section: DeliveredSection, wanted: readonly Rendering[], render: Renderers): string {
  const rendered = {
    ...section,
    ...Object.fromEntries(wanted.map(name => [name, render[name](section)])),
  } satisfies RenderedSection
  return JSON.stringify(rendered)
}

function parse<Value>(json: Uint8Array): Value {
  return JSON.parse(Buffer.from(json).toString())
}
