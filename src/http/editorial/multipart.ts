import type { IncomingMessage } from 'node:http'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { AppError } from '../../domain/error.ts'

/** A file of a form. It must be read completely, or the request fails. */
export type Part = {
  /** Name from the client, possibly with a path. */
  name: string | undefined
  /** In lower case, without parameters. */
  mediaType: string
  bytes: AsyncIterable<Uint8Array>
}

/** Maximum number of files in a request. */
export const maxFiles = 1000

const limits = { files: maxFiles, fields: 1, parts: maxFiles + 1, fieldSize: 1024, headerPairs: 20, headerSize: 8192 }

/**
 * Reads the files of a form (RFC 7578), one after the other, as they arrive.
 *
 * @param take reads a file; the next one starts when it is done
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
    // Several small files may arrive before the first is written.
    taking = taking.then(() => (fault === undefined ? take({ name, mediaType, bytes }) : undefined)).catch(fail)
  })
  form.on('field', name => fail(fieldRefused(name)))
  form.on('filesLimit', () => fail(tooMany()))
  form.on('partsLimit', () => fail(tooMany()))
  await fed(request, form).catch(cause => fail(malformed(cause)))
  await taking
  if (fault !== undefined) throw fault
}

/** Not `pipeline`, which would close the connection of a refused form before the response is sent. */
function fed(request: IncomingMessage, form: BusboyInstance): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    form.on('finish', resolve).on('error', reject)
    // The client disconnected before the listeners below were there.
    if (request.destroyed) reject(Error('the request ended early'))
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
  const detail = `“${name.slice(0, 80)}” is not a file: it has no file name. Send options in the query.`
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', name: name.slice(0, 80), code: 'unknown', detail }],
  })
}

function tooMany(): AppError {
  const detail = `An import can have at most ${maxFiles} files.`
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', code: 'too-large', detail }] })
}

function malformed(cause: unknown): AppError {
  return new AppError('malformed-body', 'The body is not a complete multipart form (RFC 7578).', { cause })
}
