import { clean } from '../domain/json.ts'

/** The same value without characters that no text has: controls beside white space, non-characters, lone surrogates. */
export function withoutControls<Value>(value: Value): Value {
  return cleaned(clean(value)) as Value
}

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(controls, '')
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleaned(member)]))
}
