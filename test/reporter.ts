import { Transform, type TransformCallback } from 'node:stream'

/**
 * Prints what failed or was skipped, each test process, and the totals: the lines of TAP that a reader needs. The reporters of
 * tap draw their screen again after every assertion; for 50,000 of them that takes as long as a fifth of the tests.
 *
 * @see https://testanything.org/tap-version-14-specification.html
 */
export default class Reporter extends Transform {
  /** The start of a line whose end has not arrived. */
  #rest = ''
  /** Names of the tests that the next line belongs to, by depth. */
  #path: string[] = []
  /** The last result, if the next line may explain it. */
  #result: { indent: string; isFailed: boolean } | undefined
  #isExplaining = false

  constructor() {
    super({ decodeStrings: false, encoding: 'utf8' })
  }

  override _transform(chunk: Buffer | string, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#rest + chunk.toString()).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.#rest !== '') this.#read(this.#rest)
    done()
  }

  #read(line: string): void {
    const text = line.trimStart()
    const indent = line.slice(0, line.length - text.length)
    if (this.#explains(indent, text)) {
      if (this.#result?.isFailed) this.push(`${line}\n`)
      if (text === '...' && indent.length === this.#explained()) this.#endExplanation()
      return
    }
    this.#endExplanation()
    const depth = indent.length / 4
    if (/^(?:not )?ok \d/.test(text)) this.#readResult(indent, text, depth)
    else if (text.startsWith('# Subtest: ')) this.#path = [...this.#path.slice(0, depth), text.slice(11)]
    else if (depth === 0 ? text !== '}' : !isRoutine(text)) this.push(`${line}\n`)
  }

  #readResult(indent: string, text: string, depth: number): void {
    const isFailed = text.startsWith('not ')
    this.#result = { indent, isFailed }
    if (isFailed || depth === 0 || text.includes(' # SKIP')) this.push(`${indent}${this.#named(depth, text)}\n`)
    // The tests of a process follow in braces.
    if (text.endsWith(' {')) this.#path = [...this.#path.slice(0, depth), nameOf(text)]
  }

  /** Whether a line belongs to the YAML that explains a result. */
  #explains(indent: string, text: string): boolean {
    this.#isExplaining ||= text === '---' && indent.length === this.#explained()
    return this.#isExplaining
  }

  /** Indentation of the YAML after the last result. */
  #explained(): number {
    return this.#result ? this.#result.indent.length + 2 : -1
  }

  #endExplanation(): void {
    this.#isExplaining = false
    this.#result = undefined
  }

  /** The result of a test with the tests that it is part of. */
  #named(depth: number, text: string): string {
    const above = this.#path.slice(0, depth).filter(name => name !== nameOf(text))
    return above.length === 0 ? text : `${text} (${above.join(' > ')})`
  }
}

/** Whether a line within a test is TAP without news: a plan, a comment, an end. Others were printed by the test. */
function isRoutine(text: string): boolean {
  return text === '' || text === '}' || text.startsWith('# ') || /^(?:TAP version|\d+\.\.\d+|pragma )/.test(text)
}

/** The name in `ok 1 - name # time=5ms {`. */
function nameOf(result: string): string {
  const start = result.indexOf(' - ') + 3
  const end = result.search(/ # (?:time=|SKIP|TODO)| \{$/)
  return result.slice(start, end < start ? undefined : end)
}
