import type { Site } from '../domain/address/site.ts'
import type { Draft } from '../domain/content/draft.ts'
import type { Manuscript } from '../domain/content/manuscript.ts'
import type { Whole } from '../domain/content/revise.ts'
import { AppError, type Fault } from '../domain/error.ts'
import { markdownImporter } from '../importer/format/markdown/markdown.ts'
import { textImporter } from '../importer/format/text/text.ts'
import type { Importer, ImportNote, ParseOptions } from '../importer/importer.ts'

/** Members that hold the body as text. */
export const bodyForms = ['markdown', 'html', 'text'] as const

type BodyForm = (typeof bodyForms)[number]

/** What was read of a body that came as text: its facts stand where the draft states none. */
export type ReadDraft = { draft: Whole; notes: ImportNote[] }

/** Faults of what was read of a text point to the text: the client did not send the sections that it makes. */
export function pointToText(fault: Fault, given: Draft): Fault {
  const form = bodyForms.find(one => given[one] !== undefined)
  const { pointer = '' } = fault
  const [, member = '', index = ''] = pointer.split('/')
  const isSent =
    member === 'footnotes'
      ? Number(index) < (given.footnotes?.length ?? 0)
      : member === 'keyTakeaways'
        ? given.keyTakeaways?.length
        : Reflect.get(given, member) !== undefined
  return form === undefined || isSent ? fault : { ...fault, pointer: `/${form}` }
}

/**
 * A draft with its body as sections.
 *
 * @throws AppError `invalid-request` where the body comes twice, cannot be read, or nothing states a title
 */
export async function readDraftBody(draft: Draft, site: Site): Promise<ReadDraft> {
  const forms = bodyForms.filter(form => draft[form] !== undefined)
  const [form, second] = forms
  const other = second ?? (form !== undefined && draft.sections !== undefined ? form : undefined)
  if (other !== undefined) throw refused(`/${other}`, 'The body comes once: as sections, markdown, html or text.')
  if (form === undefined) return { draft: whole(draft, draft, site), notes: [] }
  const { markdown: _, html: __, text: ___, ...stated } = draft
  const { manuscript, notes } = await read(form, draft[form] ?? '', draft, site)
  const { keyTakeaways, sections, footnotes, views: ____, formerSlugs: _____, paths: ______, ...facts } = manuscript
  const { exported: _______, ...known } = facts
  const body = { ...known, ...stated, sections, footnotes: [...(draft.footnotes ?? []), ...footnotes] }
  const points = draft.keyTakeaways?.length ? draft.keyTakeaways : keyTakeaways
  return { draft: whole({ ...body, keyTakeaways: points }, manuscript, site), notes }
}

type Body = {
  manuscript: Partial<Manuscript> & Pick<Manuscript, 'sections' | 'footnotes' | 'keyTakeaways'>
  notes: ImportNote[]
}

async function read(form: BodyForm, text: string, draft: Draft, site: Site): Promise<Body> {
  if (form === 'html') return readHtml(text, draft)
  const titled = draft.title === undefined ? text : withTitle[form](text, draft.title)
  const importer = form === 'markdown' ? markdownImporter : textImporter
  return parse(importer, titled, form, {
    name: '',
    siteLanguage: site.language,
    timeZone: site.timeZone,
    customMembers: site.customMembers,
    language: draft.language,
  })
}

async function readHtml(html: string, { title, language }: Draft): Promise<Body> {
  const { htmlFragment } = await import('../importer/tree/fragment.ts')
  const { reporter } = await import('../importer/fact/report.ts')
  const report = reporter()
  const { title: heading, ...body } = htmlFragment(html, undefined, {
    reporter: report,
    language,
    title,
    findTitle: title === undefined,
  })
  return { manuscript: { ...body, ...(heading !== undefined && { title: heading }) }, notes: report.report().notes }
}

/** The importers look for a title in the text; one that is stated stands in front, so that they take no other. */
const withTitle = {
  markdown: (text: string, title: string) =>
    /^\s*(?:---|\+\+\+|\{)/.test(text) ? text : `---\ntitle: ${JSON.stringify(title)}\n---\n\n${text}`,
  text: (text: string, title: string) => `${title.replace(/\s+/g, ' ')}\n\n${text}`,
}

async function parse(importer: Importer, text: string, form: BodyForm, options: ParseOptions): Promise<Body> {
  const bytes = new TextEncoder().encode(text)
  for await (const item of importer.parse(only(bytes), { ...options, encoding: 'utf-8' })) {
    if (item.kind === 'problem') throw refused(`/${form}`, item.detail)
    return { manuscript: item.manuscript, notes: item.report.notes }
  }
  throw refused(`/${form}`, 'The body holds no article.')
}

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

function whole(
  draft: Draft,
  { title, language }: { title?: string | undefined; language?: string | undefined },
  site: Site,
): Whole {
  const { markdown: _, html: __, text: ___, ...rest } = draft
  const stated = draft.title ?? title
  if (stated === undefined) throw refused('/title', 'An article has a title.', 'required')
  return { ...rest, title: stated, language: draft.language ?? language ?? site.language }
}

function refused(pointer: string, detail: string, code: 'invalid' | 'required' = 'invalid'): AppError {
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', pointer, code, detail }] })
}
