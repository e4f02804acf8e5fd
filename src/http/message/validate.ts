import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { AppError, type Fault } from '../../domain/error.ts'
import { type Finding, maxFindings, type Names, namesIn, readValue, unknownMember } from '../../domain/input/finding.ts'
import { clip } from '../../domain/input/issue.ts'
import { membersAt } from '../../domain/input/member.ts'
import { at } from '../../domain/text/json.ts'
import { droppedMembers } from './dropped-member.ts'

type Part = Fault['location']
type Shape = Record<string, z.ZodType>

const partOf: Record<string, Part> = { querystring: 'query', params: 'path', headers: 'header', body: 'body' }

/**
 * Validates with the Zod schemas of the route. Query and path parameters are first converted from text to the type of
 * their schema: whole numbers, `true` and `false`, lists separated by commas.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = partOf[httpPart ?? ''] ?? 'body'
  const shape: Shape = schema instanceof z.ZodObject ? schema.shape : {}
  const isText = part === 'query' || part === 'path'
  return (data: unknown) => {
    const repeated = isText ? repeatedNames(data, shape, part) : []
    if (repeated.length > 0) return { error: refusal(repeated) }
    const read =
      part === 'body' ? readStrict(schema, data) : readValue(schema, isText ? fromText(data, shape) : data, parameters)
    return 'value' in read ? read : { error: refusal(read.findings.map(finding => faultOf(finding, part))) }
  }
}

/**
 * Validates a value that the framework could not, such as a patched resource.
 *
 * @throws AppError `invalid-request` with pointers into it
 */
export function readBody<Output>(schema: z.ZodType<Output>, data: unknown): Output {
  const read = readStrict(schema, data)
  if ('value' in read) return read.value
  throw refusal(read.findings.map(finding => faultOf(finding, 'body')))
}

const members = namesIn('The body')
const parameters: Names = { nameOf: ([name]) => `"${String(name)}"`, member: 'parameter' }

/** Unknown members are errors in requests, also where the schema ignores them because responses share it. */
function readStrict<Output>(schema: z.ZodType<Output>, data: unknown): ReturnType<typeof readValue<Output>> {
  const read = readValue(schema, data, members)
  // Fastify passes null for an absent body.
  if ('findings' in read) return data === null ? readValue(schema, undefined, members) : read
  const findings = droppedMembers(data, read.value).map(({ path, name }) =>
    unknownMember(path, name, membersAt(schema, read.value, path), members),
  )
  return findings.length > 0 ? { findings } : read
}

function faultOf({ path, code, detail, suggestion }: Finding, part: Part): Fault {
  const place = part === 'body' ? { pointer: pointer(path) } : { name: clip(String(path[0])) }
  return { location: part, ...place, code, detail, ...(suggestion !== undefined && { suggestion }) }
}

function refusal(faults: Fault[]): AppError {
  const count = faults.length < maxFindings ? String(faults.length) : `at least ${maxFindings}`
  const [only] = faults.length === 1 ? faults : []
  return new AppError('invalid-request', only?.detail ?? `The request has ${count} errors.`, {
    faults: faults.slice(0, maxFindings),
  })
}

/** A list may be one parameter with commas, or a repeated parameter: generated clients use either. */
function repeatedNames(data: unknown, shape: Shape, part: Part): Fault[] {
  return Object.entries(Object(data))
    .filter(([name, value]) => Array.isArray(value) && Object.hasOwn(shape, name))
    .filter(([name]) => !(bare(shape[name]) instanceof z.ZodArray))
    .map(([name]) => ({ location: part, name, code: 'repeated', detail: `Send "${name}" only once.` }))
}

function fromText(data: unknown, shape: Shape): Record<string, unknown> {
  const entries = Object.entries(Object(data)).map(([name, value]) => {
    const type = Object.hasOwn(shape, name) ? shape[name] : undefined
    const text = Array.isArray(value) ? value.join(',') : value
    return [name, typeof text === 'string' ? readAs(bare(type), text) : text] as const
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function readAs(type: z.ZodType | undefined, text: string): unknown {
  if (type instanceof z.ZodArray) {
    // Generated clients send an empty list this way.
    if (text === '' && type.safeParse([]).success) return undefined
    return [...new Set(text.split(','))]
  }
  if (type instanceof z.ZodNumber) return /^-?\d{1,15}$/.test(text) ? Number(text) : text
  if (type instanceof z.ZodBoolean) return text === 'true' || (text === 'false' ? false : text)
  return text
}

function bare(type: z.ZodType | undefined): z.ZodType | undefined {
  return type instanceof z.ZodOptional ? bare(type.unwrap() as z.ZodType) : type
}

function pointer(path: readonly PropertyKey[]): string {
  return path.reduce<string>((pointer, step) => at(pointer, String(step)), '')
}
