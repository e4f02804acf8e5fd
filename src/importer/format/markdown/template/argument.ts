/** The arguments of a template tag, shortcode or component. */
export type Arguments = { positional: string[]; named: Map<string, string> }

const token =
  /([A-Za-z_][\w:.-]*)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|\{\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)\s*\}|([^\s,"'`{}]+))|"((?:[^"\\]|\\.)*)"(?=[\s,]|$)|'((?:[^'\\]|\\.)*)'(?=[\s,]|$)|`([^`]*)`|([^\s,]+)/g

/** Reads `"a" b name="c" other: 'd'`. Names are in lower case without separators. */
export function argumentsOf(text: string): Arguments {
  const quoted = quotedOnly(text)
  if (quoted) return { positional: quoted, named: new Map() }
  const positional: string[] = []
  const named = new Map<string, string>()
  for (const [, name, ...values] of text.matchAll(token)) {
    const value = values.find(one => one !== undefined)?.replace(/\\(["'\\])/g, '$1') ?? ''
    if (name === undefined) positional.push(value)
    else if (!named.has(plain(name))) named.set(plain(name), value)
  }
  return { positional, named }
}

/** The first of the named arguments that is present. */
export function named({ named: values }: Arguments, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = values.get(name)
    if (value !== undefined && value !== '') return value
  }
  return undefined
}

/** `"path" "words with "quotes" in them"`, with or without commas between: texts in quotes that themselves hold some. */
function quotedOnly(text: string): string[] | undefined {
  const inner = /^\s*"([\s\S]*)"\s*$/.exec(text)?.[1]
  if (inner === undefined || /"\s+[\w-]+\s*[=:]/.test(inner) || /\\"/.test(inner)) return undefined
  return inner.split(/"\s*,\s*"|"\s+"/)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_:.]/g, '')
}
