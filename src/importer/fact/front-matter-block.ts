/** The front matter of a source, not parsed yet. */
export type FrontMatterBlock = {
  kind: 'yaml' | 'toml' | 'json' | 'javascript'
  text: string
  /** Offset of the first character after it. */
  end: number
}

/** Limit of front matter, in characters. Its parsers are not made for more. */
export const largestFrontMatter = 256 * 1024

/**
 * Finds front matter: YAML between `---` lines, TOML between `+++`, JSON as an object, between `---json` or `;;;`, or YAML
 * lines that `---` only ends (Hexo). Lines that restrict publication need no delimiter.
 *
 * @param source with `\n` at the ends of lines
 * @param isMarkdown whether the source is known to be Markdown, so that a title and another member need no delimiter
 */
export function frontMatterBlock(source: string, isMarkdown: boolean): FrontMatterBlock | undefined {
  const start = opening.exec(source.slice(0, 1000))
  const [whole = '', fence = '', named] = start ?? []
  if (start) {
    const closing = closings[fence] ?? closings['---']
    const end = closing === undefined ? undefined : matchAfter(closing, source, whole.length)
    if (!end) return openLines(source, whole.length, false)
    const text = source.slice(whole.length, end.index)
    const kind = kindOf(fence, named)
    return kind === 'yaml' && !isMapping(text) ? undefined : { kind, text, end: end.index + end[0].length }
  }
  const object = /^\s*\{\s*["}]/.test(source.slice(0, 1000)) ? objectEnd(source) : undefined
  return object === undefined
    ? openLines(source, 0, isMarkdown)
    : { kind: 'json', text: source.slice(0, object), end: object }
}

function kindOf(fence: string, named: string | undefined): FrontMatterBlock['kind'] {
  if (named?.startsWith('j')) return named === 'json' ? 'json' : 'javascript'
  if (fence === ';;;') return 'json'
  return named === 'toml' || fence === '+++' ? 'toml' : 'yaml'
}

/** Whether a text begins with front matter. In the head of a source, its end can be missing. */
export function startsWithFrontMatter(head: string): boolean {
  const block = frontMatterBlock(head, false)
  if (!block) return openStart.test(head)
  if (/^\s*- /.test(block.text)) return false
  return block.kind !== 'yaml' || block.text.split('\n').every(line => line.trim() === '' || yamlLine.test(line))
}

const opening = /^\s*?(---|\+\+\+|;;;)[ \t]*(?:(json|toml|yaml|js|javascript)[ \t]*)?(?:\n|$)/

const closings: Record<string, RegExp> = {
  '---': /^(?:---|\.\.\.)[ \t]*$/gm,
  '+++': /^\+\+\+[ \t]*$/gm,
  ';;;': /^;;;[ \t]*$/gm,
}

const openStart =
  /^\s*?(?:(?:---[ \t]*(?:yaml[ \t]*)?\n(?:[\w"'-]+[ \t]*:|#|---)|---[ \t]*(?:json|toml|js|javascript)[ \t]*\n|(?:\+\+\+|;;;)[ \t]*\n)|\{\s*"[^"\n]*"[ \t]*:)/

/** A line of a YAML mapping: a member, an item of a list, a continuation or a comment. */
const yamlLine = /^(?:["']?[\w.-]{1,60}["']?[ \t]*:(?:[ \t]|$)|- |[ \t]+\S|#)/

/** Whether `---` begins front matter, which starts with a name and a colon, and is not a thematic break. */
function isMapping(text: string): boolean {
  const first = /^[ \t]*[^\s#].*$/m.exec(text)?.[0]
  return first === undefined || /^\s*(?:["'{[&!?<-]|[^\s:][^:]*:(?:\s|$))/.test(first)
}

/** Longest front matter without delimiters, in characters. */
const longestOpen = 16_384

/**
 * Front matter that only a `---` line ends, or a blank line or another line that is not YAML. Its members say what it is:
 * one that restricts publication, or, before `---`, a known one and another.
 */
function openLines(source: string, start: number, isMarkdown: boolean): FrontMatterBlock | undefined {
  const names = new Set<string>()
  let isRestricted = false
  let isInState = false
  let end = start
  let isClosed = false
  const head = source.slice(start, start + longestOpen)
  for (const line of head.slice(head.search(/\S|$/)).split('\n')) {
    isClosed = /^(?:-{3,}|;{3,})[ \t]*$/.test(line)
    if (isClosed || !yamlLine.test(line) || (names.size === 0 && !member.test(line))) break
    const name = member.exec(line)?.[1]
    if (name !== undefined) names.add(name.toLowerCase())
    isRestricted ||= restriction.test(line)
    isInState ||= state.test(line)
    end += line.length + 1
  }
  if (names.size === 0) return undefined
  const isTitled = names.has('title') && names.size > 1
  const isKnown = names.size > 1 && [...names].some(name => known.has(name))
  if (!isRestricted && !(isTitled && (isMarkdown || isInState)) && !(isClosed && isKnown)) return undefined
  end = Math.min(end + head.search(/\S|$/), source.length)
  const text = source.slice(start, end)
  return { kind: 'yaml', text, end: isClosed ? endOfLine(source, end) : end }
}

const member = /^["']?([A-Za-z][\w-]{0,60})["']?[ \t]*:(?:[ \t]|$)/

/** Members of front matter that plain texts do not have before a line of dashes. */
const known = new Set(
  'title date layout published draft status password permalink slug categories tags author authors description'.split(
    ' ',
  ),
)

/** A member that restricts publication or permits it. */
const restriction =
  /^["']?(?:(?:draft|published|publish|private|public|unlisted|listed|hidden|premium|paid|protected|encrypted|members[_-]?only)["']?[ \t]*:[ \t]*["']?(?:true|false|yes|no|on|off)["']?|(?:password|passcode)["']?[ \t]*:[ \t]*\S+)[ \t]*$/i

/** A state other than that of a public text, which plain texts can also have. */
const state =
  /^(?:status|visibility)[ \t]*:[ \t]*["']?(?:draft|private|hidden|unlisted|pending|review|members|paid)["']?[ \t]*$/i

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end === -1 ? source.length : end
}

function matchAfter(pattern: RegExp, source: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from
  return pattern.exec(source)
}

/** End of the JSON object at the start of a text. */
function objectEnd(source: string): number | undefined {
  let depth = 0
  let inText = false
  const most = Math.min(source.length, largestFrontMatter + 1)
  for (let index = source.indexOf('{'); index < most; index += 1) {
    const character = source[index]
    if (inText) {
      if (character === '\\') index += 1
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '{') depth += 1
    else if (character === '}') depth -= 1
    if (depth === 0) return /^[ \t]*(?:\n|$)/.test(source.slice(index + 1, index + 200)) ? index + 1 : undefined
  }
  return undefined
}
