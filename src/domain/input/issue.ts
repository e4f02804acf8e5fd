import type { z } from 'zod'

type Issue = z.core.$ZodIssue
/** Maximum number of members that a sentence names. */
const maxNamed = 5
type Sized = Extract<Issue, { code: 'too_small' | 'too_big' }>

/**
 * The requirement of a Zod issue, as the end of a sentence that begins with the name of the value: "must be a string".
 * A message in the schema has priority; Zod's own message must be blank.
 */
export function demand(issue: Issue): string {
  if (issue.message !== '') return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? `of type ${issue.expected}`}`
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_format':
      return format(issue)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_union':
      if (issue.inclusive === false) return 'must be of one form, not of several at once'
      return issue.discriminator === undefined ? anyOf(issue.errors) : oneOf(optionsOf(issue))
    case 'invalid_key':
    case 'invalid_element':
      return `${issue.code === 'invalid_key' ? 'has a name' : 'holds a value'} that ${inner(issue.issues)}`
    case 'unrecognized_keys':
      return `must not have ${issue.keys.slice(0, maxNamed).map(shown).join(', ')}`
    case 'custom':
      return 'is not valid'
  }
}

/** The actual value or type if it helps the reader: "a number", `"abc"`, "21". */
export function actual(issue: Issue): string | undefined {
  const { input } = issue
  if (issue.message !== '') return /^must be /.test(issue.message) ? shown(input) : undefined
  switch (issue.code) {
    case 'invalid_type':
      return isMeantFor(issue.expected, input) ? shown(input) : kindOf(input)
    case 'too_small':
    case 'too_big':
      return isEmptyAsked(issue) ? undefined : sizeOf(input)
    case 'invalid_union':
      if (issue.inclusive === false) return undefined
      return issue.errors.length > 0 && issue.errors.every(([first]) => first?.code === 'invalid_type')
        ? kindOf(input)
        : shown(valueIn(issue))
    case 'invalid_value':
    case 'invalid_format':
    case 'not_multiple_of':
      return shown(input)
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return undefined
  }
}

/** The complete requirement: "must be a string, not a number". */
export function phrase(issue: Issue): string {
  const not = actual(issue)
  return not === undefined ? demand(issue) : `${demand(issue)}, not ${not}`
}

/** The value at the path of an issue; for a discriminator, the object that contains it. */
export function valueIn(issue: Issue): unknown {
  const name = issue.code === 'invalid_union' ? issue.discriminator : undefined
  return name === undefined ? issue.input : Object(issue.input)[name]
}

/** The allowed values; empty if the issue does not list them. */
export function optionsOf(issue: Issue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []) : []
}

/** A client's value for an error message, shortened and without nested values. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `"${clip(value)}"` : kindOf(value, String)
}

/** A client's text, shortened for an error message. */
export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

const kinds: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  never: 'left out',
  undefined: 'left out',
}

const formats: Record<string, string> = {
  email: 'an e-mail address',
  url: 'an absolute URL',
  uuid: 'a UUID',
  guid: 'a UUID',
  datetime: 'a date and time such as 2026-11-22T09:00:00Z',
  date: 'a day such as 2026-11-22',
  time: 'a time such as 09:00:00',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
}

const units: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  set: ['item', 'items'],
  map: ['member', 'members'],
  file: ['byte', 'bytes'],
}

function kindOf(value: unknown, ofNumber: (value: number) => string = () => 'a number'): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return ofNumber(value)
  if (typeof value === 'string') return 'a string'
  return Array.isArray(value) ? 'a list' : 'an object'
}

/** The value itself for near misses, such as a fraction or `"3"` instead of an integer. */
function isMeantFor(expected: string, input: unknown): boolean {
  if (typeof input === 'number') return expected === 'int' || expected === 'number'
  return typeof input === 'string' && ['int', 'number', 'boolean'].includes(expected)
}

function tooSmall(issue: Sized & { code: 'too_small' }): string {
  const { origin, minimum, inclusive, exact } = issue
  if (isEmptyAsked(issue)) return 'must not be empty'
  if (units[origin]) return `must have ${exact ? 'exactly' : 'at least'} ${counted(minimum, origin)}`
  return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`
}

function tooBig({ origin, maximum, inclusive, exact }: Sized & { code: 'too_big' }): string {
  if (units[origin]) return `must have ${exact ? 'exactly' : 'at most'} ${counted(maximum, origin)}`
  return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`
}

function isEmptyAsked(issue: Sized): boolean {
  return issue.code === 'too_small' && !issue.exact && Number(issue.minimum) === 1 && units[issue.origin] !== undefined
}

function counted(count: number | bigint, origin: string): string {
  const [one, many] = units[origin] ?? ['', '']
  return `${count} ${Number(count) === 1 ? one : many}`
}

function sizeOf(input: unknown): string | undefined {
  if (typeof input === 'number') return String(input)
  return typeof input === 'string' || Array.isArray(input) ? String(input.length) : undefined
}

function format(issue: Issue & { code: 'invalid_format' }): string {
  const { prefix, suffix, includes } = issue as { prefix?: string; suffix?: string; includes?: string }
  if (prefix !== undefined) return `must begin with "${prefix}"`
  if (suffix !== undefined) return `must end with "${suffix}"`
  if (includes !== undefined) return `must contain "${includes}"`
  if (issue.format === 'regex') return `must be of the form ${issue.pattern}`
  return `must be ${formats[issue.format] ?? `of the form "${issue.format}"`}`
}

function oneOf(values: readonly unknown[]): string {
  const [only] = values
  return `must be ${values.length === 1 ? shown(only) : `one of ${values.map(String).join(', ')}`}`
}

/** "must be a string or an object" */
function anyOf(branches: readonly (readonly Issue[])[]): string {
  const asked = branches.flatMap(([first]) => (first ? [demand(first)] : []))
  const [first = 'is not valid', ...others] = new Set(asked)
  return [first, ...others.map(one => one.replace(/^must be /, ''))].join(' or ')
}

function inner([first]: readonly Issue[]): string {
  return first ? phrase(first) : 'is not valid'
}
