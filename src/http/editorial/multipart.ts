import type { IncomingMessage } from 'node:http'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { AppError } from '../../domain/error.ts'

/** A file of a form. It has to be read to its end, or the request fails. */
export type Part = {
  /** As the client names it: with a path where it sends one. */
  name: string | undefined
  /** In lower case, without parameters. */
  mediaType: string
  bytes: AsyncIterable<Uint8Array>
}

/** Most files of one request. */
export const mostFiles = 1000

const limits = { files: mostFiles, fields: 1, parts: mostFiles + 1, fieldSize: 1024, headerPairs: 20, headerSize: 8192 }

/**
 * Hands over the files of a form (RFC 7578), one after the other, as they arrive.
 *
 * @param take reads a file; the next one comes when it has
 * @throws AppError `malformed-body`, `invalid-request`, and what `take` throws
 */
export async function receiveFiles(request: IncomingMessage, take: (part: Part) => Promise<void>): Promise<void> {
  const form = parserOf(request)
  const open = new Set<BusboyFileStream>()
  let taking = Promise.resolve()
  let fault: unknown
  const fail = (error: unknown): void => {
    fault ??= error
    const refused = Error('the form is refused')
    for (const bytes of open) bytes.destroy(refused)
    form.destroy(refused)
  }
  form.on('file', (_, bytes, name: string | undefined, __, mediaType) => {
    open.add(bytes)
    bytes.once('close', () => open.delete(bytes)).on('error', () => undefined)
    // Small ones may all be there before the first is written.
    taking = taking.then(() => (fault === undefined ? take({ name, mediaType, bytes }) : undefined)).catch(fail)
  })
  form.on('field', name => fail(fieldRefused(name)))
  form.on('filesLimit', () => fail(tooMany()))
  form.on('partsLimit', () => fail(tooMany()))
  await fed(request, form).catch(cause => fail(malformed(cause)))
  await taking
  if (fault !== undefined) throw fault
}

/** `pipeline` would close the connection behind a form that is refused, and with it the way of the answer. */
function fed(request: IncomingMessage, form: BusboyInstance): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    form.on('finish', resolve).on('error', reject)
    request.on('error', reject).on('close', () => request.readableEnded || reject(Error('the request ended early')))
    request.pipe(form)
  }).catch(error => {
    request.unpipe(form)
    form.destroy(error)
    throw error
  })
}

function parserOf(request: IncomingMessage) {
  const { 'content-type': type = '' } = request.headers
  try {
    return new Busboy({ headers: { ...request.headers, 'content-type': type }, preservePath: true, limits })
  } catch (cause) {
    throw malformed(cause)
  }
}

function fieldRefused(name: string): AppError {
  const detail = `A form has files only, and “${name.slice(0, 80)}” is none: it has no file name. Options go into the query.`
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', name: name.slice(0, 80), code: 'unknown', detail }],
  })
}

function tooMany(): AppError {
  const detail = `One import takes at most ${mostFiles} files.`
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', code: 'too-large', detail }] })
}

function malformed(cause: unknown): AppError {
  return new AppError('malformed-body', 'The body is no whole multipart form (RFC 7578).', { cause })
}
