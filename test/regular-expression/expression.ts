import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Diagnostics } from 'recheck'
import * as lexicon from '../../src/importer/fact/lexicon.ts'
import { nodes, parseSource, placeOf, type Source, ts } from '../architecture/source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A regular expression as its literal is written. */
export type Expression = { literal: string; places: string[] }

/** Every regular expression in `src`, by its literal. Loads the modules that build theirs from parts. */
export async function expressions(): Promise<Expression[]> {
  const all = sources()
  const written = all.flatMap(source => writtenIn(source))
  const built = await builtBy(all.filter(source => constructions(source).length > 0))
  const found = new Map<string, string[]>()
  for (const [literal, place] of [...written, ...built]) found.set(literal, [...(found.get(literal) ?? []), place])
  return [...found].map(([literal, places]) => ({ literal, places })).sort((a, b) => (a.literal < b.literal ? -1 : 1))
}

export function sources(): Source[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `src/${name.replaceAll('\\', '/')}`)
    .map(path => parseSource(path, readFileSync(join(root, path), 'utf8')))
}

function writtenIn(source: Source): [literal: string, place: string][] {
  return [...nodes(source)]
    .filter(node => ts.isRegularExpressionLiteral(node))
    .map(node => [node.getText(source.tree), placeOf(source, node)])
}

/** Places where an expression is built within a function: what it comes to is not known before the function runs. */
export function builtLate(source: Source): string[] {
  return constructions(source)
    .filter(node => {
      for (let above = node.parent; above; above = above.parent) if (ts.isFunctionLike(above)) return true
      return false
    })
    .map(node => placeOf(source, node))
}

function constructions(source: Source): ts.Node[] {
  return [...nodes(source)].filter(
    node =>
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'RegExp',
  )
}

/** The literals of expressions that modules build as they are loaded. */
async function builtBy(sources: readonly Source[]): Promise<[literal: string, place: string][]> {
  const found: [string, string][] = []
  const paths = new Set(sources.map(({ path }) => path))
  const plain = RegExp
  globalThis.RegExp = new Proxy(plain, {
    construct(target, args: [string | RegExp, string?], newTarget) {
      const made: RegExp = Reflect.construct(target, args, newTarget)
      const place = /\bsrc\/[\w/.-]+\.ts/.exec(new Error().stack?.split('\n')[2] ?? '')?.[0]
      if (place !== undefined && paths.has(place)) found.push([withoutPhrases(String(made)), place])
      return made
    },
  })
  try {
    for (const path of paths) await import(pathToFileURL(join(root, path)).href)
  } finally {
    globalThis.RegExp = plain
  }
  return found
}

/** Every phrase of the word lists. */
const phrases = new Set(
  Object.values(lexicon).flatMap(value =>
    Array.isArray(value) ? [...value] : value instanceof Map ? [...value.keys()] : [],
  ),
)

/** Replaces the phrases of the word lists with two of one shape: the lists here must not change with every language. */
function withoutPhrases(literal: string): string {
  const isPhrase = (one: string) => phrases.has(one.replaceAll('\\s+', ' ').replace(/\\(.)/g, '$1'))
  return literal.replace(/(?<=\((?:\?:)?)(?:[^()|?][^()|]*\|)+[^()|]+/g, choice =>
    choice.split('|').every(isPhrase) ? 'two\\s+words|word' : choice,
  )
}

const require = createRequire(import.meta.url)
const { checkSync }: typeof import('recheck') = require('recheck/lib/browser.js')

export type Fault = { kind: 'slow' | 'unknown'; detail: string }

/**
 * What is wrong with an expression: undefined where its time is linear in the length of the text.
 *
 * @param seconds after which the checker gives up
 */
export function faultOf(literal: string, seconds: number): Fault | undefined {
  return faultIn(checkSync(...questionOf(literal, seconds)))
}

/**
 * The same in a fifth of the time for many expressions: the checker runs in a process of its own, as machine code where its
 * package has it for the system.
 */
export async function faultInProcess(literal: string, seconds: number): Promise<Fault | undefined> {
  const { check }: typeof import('recheck') = require('recheck')
  return faultIn(await check(...questionOf(literal, seconds)))
}

/** The parameters of the checker. */
function questionOf(literal: string, seconds: number): Parameters<typeof checkSync> {
  const end = literal.lastIndexOf('/')
  const timeout = seconds * 1000
  // The checker also tries random texts; with one seed it judges alike on every run.
  return [literal.slice(1, end), literal.slice(end + 1), { timeout, randomSeed: 1 }]
}

function faultIn(result: Diagnostics): Fault | undefined {
  if (result.status === 'safe') return undefined
  return result.status === 'vulnerable'
    ? { kind: 'slow', detail: `${result.complexity.summary}, as for ${result.attack.pattern}` }
    : { kind: 'unknown', detail: `not judged (${result.error.kind})` }
}
