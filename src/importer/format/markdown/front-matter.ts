import { parse as parseToml, TomlDate } from 'smol-toml'
import { type FrontMatterBlock, frontMatterBlock, largestFrontMatter } from '../../fact/front-matter-block.ts'
import { type Header, headerOf } from '../../fact/header-line.ts'
import { parseJson } from '../../json/parse.ts'
import { repairedYaml, withIndentedTexts, yaml } from './yaml-repair.ts'

/** The front matter of a source, and its body. */
export type FrontMatter = {
  /** Members. Dates of TOML are texts. Keys that could reach a prototype are left out. */
  data: Map<string, unknown>
  /** The source with blank lines instead of the front matter, so that line numbers are unchanged. */
  body: string
  /** Offset of the end of the front matter; 0 = none. */
  end: number
  notes: { code: string; detail: string; line: number }[]
}

/** The front matter cannot be read. */
export class FrontMatterError extends Error {
  readonly line: number

  /** @param detail what is wrong and what to do about it */
  constructor(detail: string, line: number) {
    super(detail)
    this.name = 'FrontMatterError'
    this.line = line
  }
}

/** Deepest nesting of values. */
const deepest = 64

/**
 * Reads the front matter of a source (`frontMatterBlock`), or the header of Pelican or Nikola.
 *
 * @throws FrontMatterError if it cannot be read
 */
export function frontMatter(source: string): FrontMatter {
  const delimited = frontMatterBlock(source, false)
  const found = delimited ? undefined : headerOf(source)
  if (found) return header(source, found)
  const block = delimited ?? frontMatterBlock(source, true)
  if (!block) return { data: new Map(), body: source, end: 0, notes: [] }
  const body = '\n'.repeat(count(source.slice(0, block.end))) + source.slice(block.end)
  if (block.text.length > largestFrontMatter) {
    throw new FrontMatterError(`The front matter has more than ${largestFrontMatter} characters.`, 1)
  }
  const notes: FrontMatter['notes'] = []
  const value = attempt(block, notes)
  const { end } = block
  if (value === undefined || value === null) return { data: new Map(), body, end, notes }
  if (!(value instanceof Map)) {
    throw new FrontMatterError('The front matter is not a set of named values. Write "name: value" lines.', 1)
  }
  return { data: plainMap(value, notes), body, end, notes }
}

/** Members in lines without delimiters, as in Pelican and Nikola. */
function header(source: string, { members, end }: Header): FrontMatter {
  const notes: FrontMatter['notes'] = []
  const body = '\n'.repeat(count(source.slice(0, end))) + source.slice(end)
  return { data: plainMap(members, notes), body, end, notes }
}

function attempt(block: FrontMatterBlock, notes: FrontMatter['notes']): unknown {
  if (block.kind === 'javascript')
    throw new FrontMatterError('The front matter is JavaScript, which is not run. Write it in YAML, TOML or JSON.', 1)
  try {
    return parsers[block.kind](block.text)
  } catch (error) {
    const isSyntax = block.kind === 'yaml' && error instanceof FrontMatterError
    const repaired = isSyntax ? repairedYaml(block.text) : undefined
    if (repaired) {
      const names = repaired.lines.map(line => line + 1).join(', ')
      const detail = `The front matter is not valid YAML. The values in these lines were read as text: ${names}.`
      notes.push({ code: 'front-matter-repaired', detail, line: (repaired.lines[0] ?? 0) + 1 })
      return repaired.value
    }
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 200) : 'it is too complex'
    const line = (error instanceof FrontMatterError ? error.line : 1) + 1
    const lines = /alias|call stack/i.test(reason) ? new Map() : readLines(block.text)
    if (lines.size === 0)
      throw new FrontMatterError(`The front matter is not valid ${block.kind.toUpperCase()}: ${reason}`, line)
    const detail = `The front matter is not valid ${block.kind.toUpperCase()} (${reason}). It was read line by line.`
    notes.push({ code: 'front-matter-repaired', detail, line })
    return lines
  }
}

const parsers = {
  yaml(text: string): unknown {
    const asWritten = yaml(text)
    const document = asWritten.errors.length === 0 ? asWritten : yaml(withIndentedTexts(text))
    const [error] = document.errors
    if (error) throw new FrontMatterError(error.message, error.linePos?.[0].line ?? 1)
    return document.toJS({ maxAliasCount: 100, mapAsMap: true })
  },
  toml: (text: string): unknown => asMap(parseToml(text), 0),
  // Hexo writes the members between `;;;` without braces.
  json: (text: string): unknown => asMap(parseJson(/^\s*\{/.test(text) ? text : `{${text}}`), 0),
}

/** Reads `name: value` and `name = value` lines if the parser fails, often because of a colon in an unquoted title. */
function readLines(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ''] = /^([A-Za-z][\w-]{0,60})\s*[:=]\s*(\S.*)$/.exec(line) ?? []
    const value = raw.trim().replace(/^(["'])([\s\S]*)\1$/, '$2')
    if (name && !found.has(name) && !/^[|>][+-]?$/.test(value)) found.set(name, value)
  }
  return found
}

function asMap(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new FrontMatterError(`Values are nested more than ${deepest} deep.`, 1)
  if (Array.isArray(value)) return value.map(one => asMap(one, depth + 1))
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  return new Map(Object.entries(value).map(([key, one]) => [key, asMap(one, depth + 1)]))
}

const dangerous = new Set(['__proto__', 'constructor', 'prototype'])

function plainMap(map: ReadonlyMap<unknown, unknown>, notes: FrontMatter['notes']): Map<string, unknown> {
  const clean = new Map<string, unknown>()
  for (const [key, value] of map) {
    const name = String(key)
    if (!dangerous.has(name)) clean.set(name, plainValue(value, notes, 0))
    else notes.push({ code: 'front-matter-key', detail: `The member "${name}" was left out.`, line: 1 })
  }
  return clean
}

/** Converts a parsed value to JSON values. Keeps the order of members. */
function plainValue(value: unknown, notes: FrontMatter['notes'], depth: number): unknown {
  if (depth > deepest) throw new FrontMatterError(`Values are nested more than ${deepest} deep.`, 1)
  if (value instanceof TomlDate) return value.toISOString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Array.isArray(value)) return value.map(one => plainValue(one, notes, depth + 1))
  if (value instanceof Map || value instanceof Set) {
    const entries = value instanceof Set ? [...value].map((one): [unknown, unknown] => [one, null]) : [...value]
    const kept = entries.filter(([key]) => !dangerous.has(String(key)))
    if (kept.length < entries.length)
      notes.push({ code: 'front-matter-key', detail: 'A member with a reserved name was left out.', line: 1 })
    return Object.fromEntries(kept.map(([key, one]) => [String(key), plainValue(one, notes, depth + 1)]))
  }
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}

function count(text: string): number {
  return text.split('\n').length - 1
}
