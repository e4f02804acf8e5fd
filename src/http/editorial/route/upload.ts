import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf, type Caller, demandScope } from '../../../domain/access/caller.ts'
import type { Id } from '../../../domain/id.ts'
import {
  demandRoom,
  type ImportJob,
  type ImportRequestOptions,
  type ImportRights,
  type UploadedFile,
  undatedRules,
} from '../../../domain/import/job.ts'
import type { ImportBounds } from '../../../domain/store/import/import-job-store.ts'
import { language } from '../../../domain/text/language.ts'
import { startImport } from '../../../editorial/import/job.ts'
import { readableTypes } from '../../../importer/reader.ts'
import { callerIn } from '../../access/auth.ts'
import { editorialOperation } from '../../message/editorial-operation.ts'
import { trimmedText } from '../../message/parameter.ts'
import { validatorCompiler } from '../../message/validate.ts'
import { type Editorial, editorialPath, jsonResponse, requesterOf } from '../editorial.ts'
import { idempotencyKey, sendStoredResponse } from '../idempotency.ts'
import { receiveUpload } from '../upload.ts'
import { shown, shownImport } from './import.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The received files, until the import owns them. */
    upload: { id: Id; files: UploadedFile[] } | undefined
  }
}

const flag = (description: string) =>
  z.boolean('must be true or false').optional().meta({ description, default: false })
const querystring = z.strictObject({
  publish: flag('Publish the imported articles. Also needs `articles:publish`.'),
  dryRun: flag('Write nothing: the items of the import show what would happen.'),
  force: flag('Overwrite changes that editors made since the last import.'),
  pages: flag('Also import the pages of a site, not only its posts.'),
  source: trimmedText(200).optional().meta({
    description:
      'Name of the source system. Together with the identifier in the source, it identifies an article: importing it again updates the same article.',
    default: 'upload',
  }),
  name: trimmedText(1000)
    .optional()
    .meta({
      description:
        'Name of the file, with its path. Absent: the content identifies it. In a form, each file has its own name.',
      examples: ['2024/ferries.md'],
    }),
  language: language.optional().meta({ description: 'Language of all articles, overriding what the files say.' }),
  encoding: trimmedText(40)
    .refine(isEncoding, 'must be an encoding such as utf-8 or windows-1252')
    .optional()
    .meta({ description: 'Encoding of all files (WHATWG label), overriding detection.' }),
  dateOrder: z
    .enum(['dmy', 'mdy'], { error: 'must be one of dmy, mdy' })
    .optional()
    .meta({ description: 'Order of day and month in dates such as 03/04/2024.' }),
  undated: z.enum(undatedRules, { error: 'must be one of publish, draft' }).optional().meta({
    description:
      'With `publish`: whether articles without a date are published with the date of the import, or become drafts. Absent: the only article of an import is published, others become drafts.',
  }),
  baseUrl: trimmedText(2000)
    .refine(isWebAddress, 'must be an absolute http or https URL')
    .optional()
    .meta({ description: 'URL of the files on the web, to resolve relative links and images.' }),
})

const received =
  'Returns as soon as the upload is stored. Poll the URL in `Location` for progress. The import continues after a restart of the server.'

/** One file as the body of the request. */
const single = {
  isForm: false,
  path: `${editorialPath}/imports`,
  operation: editorialOperation({
    operationId: 'startImport',
    summary: 'Import a file',
    description: `${received} \`Content-Type\` is \`application/octet-stream\` to detect the format, or one of ${readableTypes()
      .map(type => `\`${type}\``)
      .join(', ')}.`,
    answers: { 202: shownImport },
    fails: [409, 410, 415, 422],
  }),
  consumes: ['application/octet-stream'],
  querystring,
  body: z.unknown().meta({ type: 'string', format: 'binary', description: 'The bytes of the file.' }),
}

const { name: _, ...formOptions } = querystring.shape

/** Several files in a form (RFC 7578). */
const form = {
  isForm: true,
  path: `${editorialPath}/imports::upload`,
  operation: editorialOperation({
    operationId: 'uploadImport',
    summary: 'Import several files as a form',
    description: `${received} Each file has its own name, which may include a path, and its own media type.`,
    answers: { 202: shownImport },
    fails: [409, 410, 415, 422],
  }),
  consumes: ['multipart/form-data'],
  querystring: z.strictObject(formOptions),
  body: z
    .object({
      file: z
        .array(z.unknown().meta({ type: 'string', format: 'binary' }))
        .min(1)
        .meta({ description: 'The files. Send one part per file.' }),
    })
    .meta({ id: 'ImportForm', description: 'Files to import. Parts that are not files are rejected.' }),
}

/** Skips validation of the body, which is still a stream. */
const streamValidator: FastifySchemaCompiler<unknown> = given =>
  given.httpPart === 'body' ? value => ({ value }) : validatorCompiler({ ...given, schema: given.schema as z.ZodType })

const unbounded: ImportBounds = { imports: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/** Start imports. */
export const editorialUploadRoutes: FastifyPluginAsyncZod<Editorial> = async (
  app,
  { store, clock, newId, site, uploads, waitingImports = unbounded },
) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_, payload, done) => done(null, payload))
  app.decorateRequest('upload')
  /** Uploads that this process is receiving: they count towards the queue. */
  const arriving = new Map<Id, { actor: string; bytes: number }>()

  /** Runs after validation of the query and before the idempotency key, whose hash includes the files. */
  async function receive(request: FastifyRequest, isForm: boolean): Promise<void> {
    const { publish, name } = request.query as z.infer<typeof querystring>
    if (publish) demandScope(callerIn(request), 'articles:publish')
    const id = newId()
    const announced = Number(request.headers['content-length'] ?? uploads.maxBytes)
    const bytes = Math.min(Number.isFinite(announced) ? announced : uploads.maxBytes, uploads.maxBytes)
    const actor = actorOf(callerIn(request))
    const waiting = await store.waitingImports(actor)
    const arrivingHere = [...arriving.values()]
    const all = {
      imports: waiting.imports + arrivingHere.length,
      bytes: waiting.bytes + arrivingHere.reduce((sum, one) => sum + one.bytes, 0),
      own: waiting.own + arrivingHere.filter(one => one.actor === actor).length,
    }
    demandRoom(all, bytes, waitingImports)
    arriving.set(id, { actor, bytes })
    try {
      const files = await receiveUpload(request, id, { name, isForm }, { store, ...uploads })
      request.upload = { id, files }
      request.body = files
    } finally {
      arriving.delete(id)
    }
  }

  for (const { path, isForm, operation, consumes, querystring, body } of [single, form]) {
    app.post(
      path,
      {
        config: { scope: 'imports:write', idempotency: 'accepted' },
        bodyLimit: uploads.maxBytes,
        preHandler: request => receive(request, isForm),
        onSend: async ({ upload }) => {
          if (upload) await store.removeUpload(upload.id)
        },
        validatorCompiler: streamValidator,
        schema: { ...operation, consumes, querystring, headers: z.object(idempotencyKey), body },
      },
      async (request, reply) => {
        const { upload, query, idempotent: idempotency } = request
        if (!upload) throw new Error('the upload was not taken in')
        const caller = callerIn(request)
        const wanted = {
          ...upload,
          options: optionsOf(query, request.headers['content-type']),
          rights: rightsOf(caller),
        }
        const context = { ...requesterOf(request), idempotency }
        const answered = await startImport(wanted, caller.keyId, waitingImports, context, accepted, { store, clock })
        request.upload = undefined
        return sendStoredResponse(reply, answered)
      },
    )
  }

  function accepted(job: ImportJob) {
    const value = shown(job, site.publicUrl)
    return jsonResponse(value, { status: 202, headers: { location: value.url } })
  }
}

/** Only the operator can assign a site to a key: `baseUrl` of a request only resolves relative links. */
function rightsOf({ scopes, site }: Caller): ImportRights {
  return { publish: scopes.includes('articles:publish'), claims: site === undefined ? 'none' : { site } }
}

function optionsOf(query: z.infer<typeof querystring>, contentType: string | undefined): ImportRequestOptions {
  const { publish = false, force = false, dryRun = false, pages = false, source = 'upload' } = query
  const { language, encoding = charsetOf(contentType), dateOrder, undated, baseUrl } = query
  return {
    source,
    publish,
    force,
    dryRun,
    pages,
    ...(language !== undefined && { language }),
    ...(encoding !== undefined && { encoding }),
    ...(dateOrder !== undefined && { dateOrder }),
    ...(undated !== undefined && { undated }),
    ...(baseUrl !== undefined && { baseUrl }),
  }
}

/** The charset of a media type. UTF-8 is ignored: it is detected anyway, and clients often declare it wrongly. */
function charsetOf(contentType: string | undefined): string | undefined {
  const [, label = ''] = /;\s*charset\s*=\s*"?([\w.:+-]{1,40})"?/i.exec(contentType ?? '') ?? []
  return label !== '' && isEncoding(label) && !/^utf-?8$/i.test(label) ? label.toLowerCase() : undefined
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' || url?.protocol === 'http:'
}
