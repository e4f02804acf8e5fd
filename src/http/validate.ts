import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { AppError, type Fault } from '../domain/error.ts'
import { type Leftover, leftovers } from './leftover.ts'
import { nearest } from './nearest.ts'

type Part = Fault['in']
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
    const result = schema.safeParse(isText ? fromText(data, shape) : data)
    if (!result.success) return { error: refusal(found(result.error, part, shape, data)) }
    const lost = part === 'body' ? leftovers(data, result.data).map(unknownMember) : []
    return lost.length > 0 ? { error: refusal(lost) } : { value: result.data }
  }
}

/**
 * Reads a part of a body that the framework could not check, such as what a patch makes of it.
 *
 * @throws AppError `invalid-request` with pointers into it
 */
export function readBody<Output>(schema: z.ZodType<Output>, data: unknown): Output {
  const shape: Shape = schema instanceof z.ZodObject ? schema.shape : {}
  const result = schema.safeParse(data)
  if (!result.success) throw refusal(found(result.error, 'body', shape, data))
  const lost = leftovers(data, result.data).map(unknownMember)
  if (lost.length > 0) throw refusal(lost)
  return result.data
}

function found(error: z.ZodError, part: Part, shape: Shape, data: unknown): Fault[] {
  return error.issues.slice(0, most).flatMap(issue => faults(issue, part, shape, data))
}

/** Most faults of one answer: more help nobody, and an answer must not be many times its request. */
const most = 20

function refusal(found: Fault[]): AppError {
  const shown = found.slice(0, most)
  const count = found.length < most ? String(found.length) : `At least ${most}`
  const [only] = found.length === 1 ? found : []
  return new AppError('invalid-request', only?.detail ?? `${count} things are wrong with the request.`, {
    faults: shown,
  })
}

/** A list may be given in one parameter, separated by commas, or in several: generated clients do either. */
function repeatedNames(data: unknown, shape: Shape, part: Part): Fault[] {
  return Object.entries(Object(data))
    .filter(([name, value]) => Array.isArray(value) && Object.hasOwn(shape, name))
    .filter(([name]) => !(bare(shape[name]) instanceof z.ZodArray))
    .map(([name]) => ({ in: part, name, code: 'repeated', detail: `Give "${name}" once, not several times.` }))
}

function fromText(data: unknown, shape: Shape): Record<string, unknown> {
  const entries = Object.entries(Object(data)).map(([name, value]) => {
    const type = Object.hasOwn(shape, name) ? shape[name] : undefined
    const text = Array.isArray(value) ? value.join(',') : value
    return [name, typeof text === 'string' ? readAs(bare(type), text) : text] as const
  })
  return Object.fromEntries(entries)
}

function readAs(type: z.ZodType | undefined, text: string): unknown {
  if (type instanceof z.ZodArray) return [...new Set(text.split(','))]
  if (type instanceof z.ZodNumber) return /^-?\d{1,15}$/.test(text) ? Number(text) : text
  if (type instanceof z.ZodBoolean) return text === 'true' || (text === 'false' ? false : text)
  return text
}

function bare(type: z.ZodType | undefined): z.ZodType | undefined {
  return type instanceof z.ZodOptional ? bare(type.unwrap() as z.ZodType) : type
}

function faults(issue: z.core.$ZodIssue, part: Part, shape: Shape, data: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, most).map(name => unknownName(name, part, shape, issue.path))
  }
  const [name] = issue.path
  const value = part === 'body' ? undefined : valueAt(fromText(data, shape), issue.path)
  const shown = value === undefined ? '' : `, not "${clip(String(value))}"`
  const label = part === 'body' ? pointer(issue.path) || 'The body' : `"${String(name)}"`
  const suggestion = issue.code === 'invalid_value' && nearest(String(value), issue.values.map(String))
  return [
    {
      in: part,
      ...(part === 'body' ? { pointer: pointer(issue.path) } : { name: String(name) }),
      code: codes[issue.code] ?? 'invalid',
      detail: `${label} ${issue.message}${shown}.`,
      ...(suggestion && { suggestion }),
    },
  ]
}

const codes: Partial<Record<z.core.$ZodIssue['code'], Fault['code']>> = { too_small: 'too-small', too_big: 'too-large' }

/** What a schema that is open in answers did not let through: requests are strict. */
function unknownMember({ pointer, name, known }: Leftover): Fault {
  const suggestion = nearest(name, known)
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : ''
  const detail = `There is no member "${clip(name)}" here.${hint}`
  return { in: 'body', pointer, code: 'unknown', detail, ...(suggestion && { suggestion }) }
}

function unknownName(name: string, part: Part, shape: Shape, path: PropertyKey[]): Fault {
  const known = Object.keys(shape)
  const suggestion = nearest(name, known)
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : ''
  const allowed = known.length > 0 ? ` Known are ${known.join(', ')}.` : ' This address takes none.'
  return {
    in: part,
    ...(part === 'body' ? { pointer: pointer([...path, name]) } : { name: clip(name) }),
    code: 'unknown',
    detail: `There is no ${part === 'body' ? 'member' : 'parameter'} "${clip(name)}".${hint || allowed}`,
    ...(suggestion && { suggestion }),
  }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  const [first, ...rest] = path
  if (first === undefined) return data
  return data === null || typeof data !== 'object' ? undefined : valueAt(Reflect.get(data, first), rest)
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
