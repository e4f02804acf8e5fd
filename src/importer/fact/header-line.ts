/** Metadata lines before a text, and the offset of their end. */
export type Header = { members: Map<string, string>; end: number }

/** Longest header, in characters. */
const longest = 16_384

/**
 * Reads the header of Pelican and Python-Markdown (`Title: …` and other lines, up to the first blank line) or of Nikola
 * (`.. title: …` lines in a comment).
 */
export function headerOf(source: string): Header | undefined {
  const head = source.slice(0, longest)
  if (pelican.test(head)) return readHeader(head, 0, '')
  const opening = nikola.exec(head)?.[1]
  if (opening === undefined) return undefined
  const close = head.indexOf('-->')
  const header = close === -1 ? undefined : readHeader(head.slice(0, close), opening.length, '.. ')
  return header && { ...header, end: close + 3 }
}

/** A title, and a member that plain text files do not have. */
const pelican =
  /^\ufeff?title:[^\n]*\n(?:(?!slug:|status:|modified:|template:|lang:|save_as:)[a-z][\w-]{0,40}:[^\n]*\n)*(?:slug|status|modified|template|lang|save_as):/i
const nikola = /^(\ufeff?\s{0,20}<!--[ \t]*\n)\.\. title:/i

function readHeader(head: string, start: number, mark: string): Header {
  const members = new Map<string, string>()
  let last: string | undefined
  let end = start
  for (const line of head.slice(start).split('\n')) {
    const text = line.startsWith(mark) ? line.slice(mark.length).replace(/^\ufeff/, '') : ''
    const [, name, value = ''] = /^([a-z][\w-]{0,40}):(.*)$/i.exec(text) ?? []
    if (name !== undefined) {
      last = name.toLowerCase()
      if (!members.has(last)) members.set(last, value.trim())
    } else if (mark === '' && last !== undefined && /^(?: {4}|\t)\s*\S/.test(line))
      members.set(last, `${members.get(last)}\n${line.trim()}`)
    else if (mark === '') break
    end += line.length + 1
  }
  return { members, end: Math.min(end, head.length) }
}
