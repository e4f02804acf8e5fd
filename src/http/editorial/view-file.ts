import { CsvError, parse } from 'csv-parse/sync'
import { AppError } from '../../domain/error.ts'

const columns = ['id', 'slug', 'url', 'date', 'count'] as const

/**
 * Reads rows of views from CSV (RFC 4180) in UTF-8, separated by commas, semicolons or tabs. The first line names the
 * columns, in any order. Values are not checked.
 *
 * @throws AppError `malformed-body`
 */
export function readViewFile(body: Uint8Array): { items: Record<string, unknown>[] } {
  const rows = read(body)
  return { items: rows.map(row => Object.fromEntries(Object.entries(row).flatMap(memberOf))) }
}

/** An absent value is empty. */
function memberOf([name, text]: [string, string]): [string, unknown][] {
  if (text === '') return []
  return [[name, name === 'count' ? numberOf(text) : text]]
}

/** A number that is written in digits. Anything else stays a text, which the validation refuses. */
function numberOf(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}

function read(body: Uint8Array): Record<string, string>[] {
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(body), {
      bom: true,
      columns: namesOf,
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      trim: true,
    })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const reason = cause instanceof CsvError ? ` ${cause.message.replace(/[^\x20-\x7e]/g, '').slice(0, 200)}` : ''
    throw malformed(`The body is not CSV in UTF-8 (RFC 4180).${reason}`, cause)
  }
}

function namesOf(given: readonly string[]): string[] {
  const names = given.map(name => name.trim().toLowerCase())
  const unknown = names.find(name => !columns.some(column => column === name))
  if (unknown !== undefined)
    throw malformed(
      `The first line must name columns: ${columns.join(', ')}. There is no column "${unknown.slice(0, 100)}".`,
    )
  const isRepeated = new Set(names).size < names.length
  if (isRepeated) throw malformed('The first line must name each column only once.')
  return names
}

function malformed(detail: string, cause?: unknown): AppError {
  return new AppError('malformed-body', detail, { cause })
}
