import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import type { UploadedFile } from '../../domain/import/job.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import { beginUpload, type UploadWriter } from '../../editorial/import/file.ts'
import { isReadable, readableTypes } from '../../importer/reader.ts'
import { requireUncompressed } from '../message/json-body.ts'
import { type Part, receiveFiles } from './multipart.ts'

export type UploadLimits = {
  /** Maximum size of a request. */
  maxBytes: number
}

/**
 * Stores the body of a request as the files of an import: a form with several files, or one file. It is stored
 * and hashed as it arrives. On an error it is removed.
 *
 * @param expected whether the body must be a form; the name of the file if not
 * @throws AppError `body-too-large`, `unsupported-media-type`, `malformed-body`, `invalid-request`, `store-full`
 */
export async function receiveUpload(
  request: FastifyRequest,
  id: Id,
  { name, isForm }: { name: string | undefined; isForm: boolean },
  { store, maxBytes }: UploadLimits & { store: UploadStore },
): Promise<UploadedFile[]> {
  const { raw, headers } = request
  const type = mediaTypeOf(headers['content-type'])
  requireUncompressed(request)
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (isForm !== (type === 'multipart/form-data')) throw otherRoute(isForm)
  if (!isForm) demandReadable(type)
  const files: UploadedFile[] = []
  const upload = await beginUpload(store, id).catch(error => {
    throw known(error)
  })
  let left = maxBytes
  const take = async ({ name: given, mediaType, bytes }: Part): Promise<void> => {
    demandReadable(mediaType)
    const kept = await append(upload, bytes, length => {
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
    // A confirmed upload must survive a crash.
    await upload.finish()
    return files
  } catch (error) {
    // Discards the rest of the body until the request times out: a client that is still sending gets the response only then.
    raw.resume()
    await store.removeUpload(id)
    throw known(error)
  }
}

/** A media type in lower case, without parameters. */
function mediaTypeOf(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase() || undefined
}

async function append(
  upload: UploadWriter,
  bytes: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): Promise<Pick<UploadedFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of bytes) {
    count(chunk.length)
    hash.update(chunk)
    await upload.write(chunk)
    length += chunk.length
  }
  return { bytes: length, sha256: hash.digest('hex') }
}

/** A safe relative path from the name that the client sent. */
function cleanName(given: string | undefined): string | undefined {
  const steps = (given ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .split(/[\\/]/)
    .map(step => step.trim())
  const path = steps.filter(step => step !== '' && step !== '.' && step !== '..' && !/^[a-z]:$/i.test(step)).join('/')
  return path === '' ? undefined : path.slice(-1000)
}

/** The name of a file without a name: different content is a different article. */
function nameless(sha256: string): string {
  return `upload-${sha256.slice(0, 16)}`
}

function demandReadable(mediaType: string | undefined): void {
  if (isReadable(mediaType)) return
  const detail = `No importer reads “${mediaType?.slice(0, 80)}”. Send application/octet-stream to detect the format, or one of ${readableTypes().join(', ')}.`
  throw new AppError('unsupported-media-type', detail)
}

function otherRoute(isForm: boolean): AppError {
  const detail = isForm
    ? 'The body must be multipart/form-data. Send a single file to /v1/editorial/imports.'
    : 'The body must be a single file. Send a form to /v1/editorial/imports:upload.'
  return new AppError('unsupported-media-type', detail)
}

function tooLarge(max: number): AppError {
  return new AppError('body-too-large', `An upload can have at most ${max} bytes.`)
}

function nothing(): AppError {
  const detail = 'The body has no file to import.'
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', code: 'required', detail }] })
}

function twice(name: string): AppError {
  const detail = `Two files have the name “${name}”. Send unique names, for example with the path.`
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', name, code: 'repeated', detail }] })
}

function known(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('store-full', 'The disk is full. Nothing was imported.', { cause: error })
  }
  // The client disconnected.
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new AppError('malformed-body', 'The body is incomplete.', { cause: error })
  }
  return error
}
