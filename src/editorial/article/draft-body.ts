import type { Site } from '../../domain/address/site.ts'
import type { Draft } from '../../domain/content/draft.ts'
import type { Manuscript } from '../../domain/content/manuscript.ts'
import type { CompleteDraft } from '../../domain/content/revise.ts'
import { AppError, type Fault } from '../../domain/error.ts'
import { omit } from '../../domain/member.ts'
import { markdownImporter } from '../../importer/format/markdown/markdown.ts'
import { textImporter } from '../../importer/format/text/text.ts'
import type { Importer, ImportNote, ParseOptions } from '../../importer/importer.ts'

/** Members that hold the body as text. */
export const bodyForms = ['markdown', 'html', 'text'] as const

type BodyForm = (typeof bodyForms)[number]

/** What the importer reads from a body in text form. */
export type TextBody = {
  form: BodyForm
  manuscript: Partial<Manuscript> & Pick<Manuscript, 'sections' | 'footnotes' | 'keyTakeaways'>
  notes: ImportNote[]
}

/** Points a fault in a part that was read from the text to the text: the client did not send that part. */
export function pointToText(fault: Fault, stated: Draft): Fault {
  const form = bodyForms.find(one => stated[one] !== undefined)
  const { pointer = '' } = fault
  const [, member = '', index = ''] = pointer.split('/')
  const isSent =
    member === 'footnotes'
      ? Number(index) < (stated.footnotes?.length ?? 0)
      : member === 'keyTakeaways'
        ? stated.keyTakeaways?.length
        : Reflect.get(stated, member) !== undefined
  return form === undefined || isSent ? fault : { ...fault, pointer: `/${form}` }
}

/**
 * Reads the body of a draft from its text form. Returns undefined if the draft has sections, or no body.
 *
 * @throws AppError `invalid-request` if the draft has two bodies, or the text cannot be read
 */
export async function readTextBody(draft: Draft, site: Site): Promise<TextBody | undefined> {
  const forms = bodyForms.filter(form => draft[form] !== undefined)
  const [form, second] = forms
  if (form === undefined) return undefined
  const other = second ?? (draft.sections === undefined ? undefined : form)
  if (other !== undefined) throw refused(`/${other}`, 'State the body once: as sections, markdown, html or text.')
  return { form, ...(await read(form, draft[form] ?? '', draft, site)) }
}

/**
 * Returns a draft with its body as sections. Facts in the text apply if the draft does not state them.
 *
 * @throws AppError `invalid-request` if neither has a title
 */
export function completeDraft(draft: Draft, body: TextBody | undefined, site: Site): CompleteDraft {
  const stated = omit(draft, bodyForms)
  if (!body) return withTitleAndLanguage(stated, {}, site)
  const { keyTakeaways, sections, footnotes, ...read } = body.manuscript
  const facts = omit(read, ['views', 'formerSlugs', 'paths', 'exported'])
  const points = draft.keyTakeaways?.length ? draft.keyTakeaways : keyTakeaways
  const notes = [...(draft.footnotes ?? []), ...footnotes]
  return withTitleAndLanguage(
    { ...facts, ...stated, sections, footnotes: notes, keyTakeaways: points },
    body.manuscript,
    site,
  )
}

async function read(form: BodyForm, text: string, draft: Draft, site: Site): Promise<Omit<TextBody, 'form'>> {
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

async function readHtml(html: string, { title, language }: Draft): Promise<Omit<TextBody, 'form'>> {
  const { htmlFragment } = await import('../../importer/tree/fragment.ts')
  const { reporter } = await import('../../importer/fact/report.ts')
  const report = reporter()
  const { title: heading, ...body } = htmlFragment(html, undefined, {
    reporter: report,
    language,
    title,
    findTitle: title === undefined,
  })
  return { manuscript: { ...body, ...(heading !== undefined && { title: heading }) }, notes: report.report().notes }
}

/** The importers look for a title in the text. The title of the draft is inserted in front, so that they find it. */
const withTitle = {
  markdown: (text: string, title: string) =>
    /^\s*(?:---|\+\+\+|\{)/.test(text) ? text : `---\ntitle: ${JSON.stringify(title)}\n---\n\n${text}`,
  text: (text: string, title: string) => `${title.replace(/\s+/g, ' ')}\n\n${text}`,
}

async function parse(
  importer: Importer,
  text: string,
  form: BodyForm,
  options: ParseOptions,
): Promise<Omit<TextBody, 'form'>> {
  const bytes = new TextEncoder().encode(text)
  for await (const item of importer.parse(streamOf(bytes), { ...options, encoding: 'utf-8' })) {
    if (item.kind === 'problem') throw refused(`/${form}`, item.detail)
    return { manuscript: item.manuscript, notes: item.report.notes }
  }
  throw refused(`/${form}`, 'The body contains no article.')
}

async function* streamOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

function withTitleAndLanguage(
  draft: Omit<Draft, BodyForm>,
  { title, language }: { title?: string | undefined; language?: string | undefined },
  site: Site,
): CompleteDraft {
  const stated = draft.title ?? title
  if (stated === undefined)
    throw refused('/title', 'An article needs a title. Send “title”, or a body that begins with a heading.', 'required')
  return { ...draft, title: stated, language: draft.language ?? language ?? site.language }
}

function refused(pointer: string, detail: string, code: 'invalid' | 'required' = 'invalid'): AppError {
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', pointer, code, detail }] })
}
