import type { Footnote } from '../../../domain/body/footnote.ts'
import type { DeliveredSection, RenderedSection } from '../../../domain/body/section.ts'
import type { Rendering } from '../../../domain/page/query.ts'
import { htmlSetting } from '../../../render/html-setting.ts'
import { sectionsMarkdown } from '../../../render/markdown.ts'
import { sectionHtml } from '../../../render/section-html.ts'
import { blocksText } from '../../../render/text.ts'
import type { PrintWithBody } from '../delivery.ts'

type Renderers = Record<Rendering, (section: DeliveredSection) => string>

/** The sections of a print and their renderers. Render them in order: only the first reference to a footnote is marked. */
export function sectionRenderer({ body, layout, language, canonicalUrl, slug }: PrintWithBody): {
  sections: DeliveredSection[]
  render: Renderers
} {
  const sections: DeliveredSection[] = parse(body.subarray(...layout.sections))
  const footnotes: Footnote[] = parse(body.subarray(...layout.footnotes))
  // The HTML is embedded in other pages: links are absolute and elements have no ids.
  const setting = htmlSetting({ footnotes, language, page: { canonicalUrl, slug } })
  const render: Renderers = {
    html: section => sectionHtml(section, setting).markup,
    markdown: section => sectionsMarkdown([section], footnotes),
    text: ({ heading, blocks }) => [heading, blocksText(blocks, language)].filter(Boolean).join('\n\n'),
  }
  return { sections, render }
}

/** One section as JSON, with the requested renderings. */
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
