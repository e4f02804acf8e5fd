import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import type { UploadedFile } from '../../domain/import/job.ts'
import { openUpload, removeUpload } from '../../editorial/import/file.ts'
import { isReadable, readableTypes } from '../../importer/reader.ts'
import { requireUncompressed } from '../message/json-body.ts'
import { type Part, receiveFiles } from './multipart.ts'

export type UploadRoom = {
  /** Where uploads are kept. */
  folder: string
  /** Most bytes of one request. */
  maxBytes: number
}

/**
 * Stores the body of a request as the files of an import: a form with several, or one file. It is written to the disk as
 * it arrives, and hashed. On an error nothing of it is kept.
 *
 * @param expected whether the body must be a form; the name of the file if it is not
 * @throws AppError `body-too-large`, `unsupported-media-type`, `malformed-body`, `invalid-request`, `store-full`
 */
export async function receiveUpload(
  request: FastifyRequest,
  id: Id,
  { name, isForm }: { name: string | undefined; isForm: boolean },
  { folder, maxBytes }: UploadRoom,
): Promise<UploadedFile[]> {
  const { raw, headers } = request
  const type = mediaTypeOf(headers['content-type'])
  requireUncompressed(request)
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (isForm !== (type === 'multipart/form-data')) throw otherRoute(isForm)
  if (!isForm) demandReadable(type)
  const files: UploadedFile[] = []
  const file = await openUpload(folder, id).catch(error => {
    throw known(error)
  })
  let left = maxBytes
  const take = async ({ name: given, mediaType, bytes }: Part): Promise<void> => {
    demandReadable(mediaType)
    const kept = await append(file, bytes, length => {
      left -= length
      if (left < 0) throw tooLarge(maxBytes)
    })
    const known = cleanName(given) ?? nameless(kept.sha256)
    if (files.some(file => file.name === known)) throw twice(known)
    files.push({ name: known, mediaType, ...kept })
  }
  try {
    if (isForm) await receiveFiles(raw, take)
    else
      await take({
        name,
        mediaType: type ?? 'application/octet-stream',
        bytes: raw.iterator({ destroyOnReturn: false }),
      })
    if (files.length === 0 || (!isForm && left === maxBytes)) throw nothing()
    // Who is told that it was taken in may rely on it.
    await file.sync()
    return files
  } catch (error) {
    // The rest is thrown away as it comes, until the request's time is up: only so the answer reaches who still sends.
    raw.resume()
    await removeUpload(folder, id)
    throw known(error)
  } finally {
    await file.close()
  }
}

/** A media type in lower case, without parameters. */
function mediaTypeOf(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase() || undefined
}

async function append(
  file: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): Promise<Pick<UploadedFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of bytes) {
    count(chunk.length)
    hash.update(chunk)
    await file.writeFile(chunk)
    length += chunk.length
  }
  return { bytes: length, sha256: hash.digest('hex') }
}

/** A path within the source, made of what a client sends: never absolute, never upwards. */
function cleanName(given: string | undefined): string | undefined {
  const steps = (given ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .split(/[\\/]/)
    .map(step => step.trim())
  const path = steps.filter(step => step !== '' && step !== '.' && step !== '..' && !/^[a-z]:$/i.test(step)).join('/')
  return path === '' ? undefined : path.slice(-1000)
}

/** What came without a name is known by its content: other words are another article. */
function nameless(sha256: string): string {
  return `upload-${sha256.slice(0, 16)}`
}

function demandReadable(mediaType: string | undefined): void {
  if (isReadable(mediaType)) return
  const detail = `No importer reads “${mediaType?.slice(0, 80)}”. Send application/octet-stream, and the content decides, or one of ${readableTypes().join(', ')}.`
  throw new AppError('unsupported-media-type', detail)
}

function otherRoute(isForm: boolean): AppError {
  const detail = isForm
    ? 'The body must be multipart/form-data. Send one file as it is to /v1/editorial/imports.'
    : 'The body must be one file as it is. Send a form to /v1/editorial/imports:upload.'
  return new AppError('unsupported-media-type', detail)
}

function tooLarge(most: number): AppError {
  return new AppError('body-too-large', `An upload has at most ${most} bytes.`)
}

function nothing(): AppError {
  const detail = 'There is nothing to import: the body holds no file.'
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', code: 'required', detail }] })
}

function twice(name: string): AppError {
  const detail = `Two files have the name “${name}”. Send each with its path.`
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', name, code: 'repeated', detail }] })
}

function known(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('store-full', 'The disk is full; nothing was imported.', { cause: error })
  }
  // The client went away: nobody reads the answer.
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new AppError('malformed-body', 'The body ends early.', { cause: error })
  }
  return error
}
