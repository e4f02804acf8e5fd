import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { AppError, type Fault } from '../../domain/error.ts'
import {
  type Finding,
  mostFindings,
  type Names,
  namesIn,
  readValue,
  unknownMember,
} from '../../domain/input/finding.ts'
import { clip } from '../../domain/input/issue.ts'
import { membersAt } from '../../domain/input/member.ts'
import { at } from '../../domain/text/json.ts'
import { leftovers } from './leftover.ts'

type Part = Fault['location']
type Shape = Record<string, z.ZodType>

const partOf: Record<string, Part> = { querystring: 'query', params: 'path', headers: 'header', body: 'body' }

/**
 * Validates with the route's Zod schemas. What comes as text (query and path) is read as the type its schema names:
 * whole numbers, `true` and `false`, lists separated by commas.
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
 * Reads a part of a body that the framework could not check, such as what a patch makes of it.
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

/** Requests are strict: what a schema that is open in answers lets through is a finding. */
function readStrict<Output>(schema: z.ZodType<Output>, data: unknown): ReturnType<typeof readValue<Output>> {
  const read = readValue(schema, data, members)
  // What stands for a body that was not sent is null.
  if ('findings' in read) return data === null ? readValue(schema, undefined, members) : read
  const findings = leftovers(data, read.value).map(({ path, name }) =>
    unknownMember(path, name, membersAt(schema, read.value, path), members),
  )
  return findings.length > 0 ? { findings } : read
}

function faultOf({ path, code, detail, suggestion }: Finding, part: Part): Fault {
  const place = part === 'body' ? { pointer: pointer(path) } : { name: clip(String(path[0])) }
  return { location: part, ...place, code, detail, ...(suggestion !== undefined && { suggestion }) }
}

function refusal(faults: Fault[]): AppError {
  const count = faults.length < mostFindings ? String(faults.length) : `At least ${mostFindings}`
  const [only] = faults.length === 1 ? faults : []
  return new AppError('invalid-request', only?.detail ?? `${count} things are wrong with the request.`, {
    faults: faults.slice(0, mostFindings),
  })
}

/** A list may be given in one parameter, separated by commas, or in several: generated clients do either. */
function repeatedNames(data: unknown, shape: Shape, part: Part): Fault[] {
  return Object.entries(Object(data))
    .filter(([name, value]) => Array.isArray(value) && Object.hasOwn(shape, name))
    .filter(([name]) => !(bare(shape[name]) instanceof z.ZodArray))
    .map(([name]) => ({ location: part, name, code: 'repeated', detail: `Give "${name}" once, not several times.` }))
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
    // Generated clients write an empty list so: where a list may be empty, it asks for nothing.
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
