import type { z } from 'zod'
import type { Fault } from '../error.ts'
import { commonName } from './common-name.ts'
import { forbiddenName } from './free-member.ts'
import { clip, demand, optionsOf, phrase, shown, valueIn } from './issue.ts'
import { membersAt } from './member.ts'
import { nearest } from './nearest.ts'

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** One fault of an external value: its location, and a sentence that says what to do. */
export type Finding = { path: Path; code: Fault['code']; detail: string; suggestion?: string }

/** Names of the checked value in sentences. */
export type Names = {
  /** The value at a path, at the beginning of a sentence or within one. */
  nameOf(path: Path): string
  member: 'member' | 'parameter'
}

/** Maximum findings of one value, so that a response is not many times larger than its request. */
export const maxFindings = 20

/** Subjects for a value that is called `whole`: its members are named by path, such as "sections/0/heading". */
export function namesIn(whole: string): Names {
  return { nameOf: path => (path.length === 0 ? whole : `"${clip(path.map(String).join('/'))}"`), member: 'member' }
}

/** Validates a value with a schema. The messages of the findings are our own, not those of Zod. */
export function readValue<Output>(
  schema: z.ZodType<Output>,
  given: unknown,
  names: Names,
): { value: Output } | { findings: Finding[] } {
  const result = schema.safeParse(given, { reportInput: true, error: () => '' })
  if (result.success) return { value: result.data }
  const known = (path: Path) => membersAt(schema, given, path)
  const found = result.error.issues.slice(0, maxFindings).flatMap(issue => findings(issue, names, known))
  return { findings: found.slice(0, maxFindings) }
}

/** The finding for a member or parameter that is not in the schema. */
export function unknownMember(path: Path, name: string, known: readonly string[], names: Names): Finding {
  const whole = [...path, name]
  const isFree = known.length === 0 && names.member === 'member'
  if (isFree && name === '__proto__')
    return { path: whole, code: 'invalid', detail: `${names.nameOf(whole)} ${forbiddenName}.` }
  const usual = names.member === 'parameter' ? commonName(name, known) : {}
  const suggestion = usual.detail === undefined ? nearest(name, known) : usual.suggestion
  const place = path.length === 0 ? '' : ` in ${names.nameOf(path)}`
  const allowed =
    known.length > 0 ? `Known ${names.member}s: ${known.join(', ')}.` : `No ${names.member}s are allowed here.`
  return {
    path: whole,
    code: 'unknown',
    detail: `There is no ${names.member} ${shown(name)}${place}. ${usual.detail ?? (suggestion ? `Did you mean "${suggestion}"?` : allowed)}`,
    ...(suggestion && { suggestion }),
  }
}

function findings(issue: Issue, names: Names, known: (path: Path) => string[]): Finding[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const all = known(path)
    return issue.keys.slice(0, maxFindings).map(name => unknownMember(path, name, all, names))
  }
  const branch = issue.code === 'invalid_union' ? meant(issue.errors) : undefined
  if (branch) return branch.flatMap(one => findings({ ...one, path: [...path, ...one.path] }, names, known))
  const name = names.nameOf(path)
  if (isMissing(issue)) return [{ path, code: 'required', detail: `${name} is missing: it ${demand(issue)}.` }]
  const suggestion = suggested(issue)
  return [
    {
      path,
      code: codes[issue.code] ?? 'invalid',
      detail: `${name} ${phrase(issue)}.`,
      ...(suggestion !== undefined && { suggestion }),
    },
  ]
}

const codes: Partial<Record<Issue['code'], Fault['code']>> = { too_small: 'too-small', too_big: 'too-large' }

/** The issues of the union branch that the value was probably meant for, if there is one. */
function meant(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const near = branches.filter(branch => branch.length > 0 && !branch.some(isOfAnotherKind))
  return near.find(branch => branch.every(isWithin)) ?? (near.length === 1 ? near[0] : undefined)
}

function isWithin(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys'
}

function isOfAnotherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

function isMissing(issue: Issue): boolean {
  return valueIn(issue) === undefined && issue.code !== 'custom'
}

function suggested(issue: Issue): string | undefined {
  const value = valueIn(issue)
  return typeof value === 'string' ? nearest(value, optionsOf(issue).map(String)) : undefined
}
