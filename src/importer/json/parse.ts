/**
 * Values that one piece of JSON may hold: a hundred times what the longest article has. A parser cannot be stopped, and each
 * empty list of two characters takes hundreds of bytes until it is an article: the process would go down with it.
 */
const most = 500_000

/**
 * A JSON value of a source.
 *
 * @throws SyntaxError where it is none, or holds too many values
 */
export function parseJson(text: string): unknown {
  if (holdsTooMuch(text)) throw new SyntaxError('The JSON holds too many values.')
  return JSON.parse(text)
}

/** Whether a piece of JSON holds more values than any article can need. */
export function holdsTooMuch(json: string): boolean {
  if (json.length <= most) return false
  let values = 0
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at)
    if (character === quote) at = endOfString(json, at)
    else if (character === comma || character === bracket || character === brace) values += 1
    if (values > most) return true
  }
  return false
}

const [quote, comma, bracket, brace] = [0x22, 0x2c, 0x5b, 0x7b]

/** Where a string ends that begins at a quote: at the next one that no odd run of backslashes stands before. */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0
    while (json[at - 1 - escapes] === '\\') escapes += 1
    if (escapes % 2 === 0) return at
  }
  return json.length
}
