/**
 * Limit of the values in one JSON text, a hundred times that of the longest article. JSON.parse cannot be aborted, and a
 * list of two characters takes hundreds of bytes of memory, so the process could run out of it.
 */
const most = 500_000

/**
 * Parses JSON of a source.
 *
 * @throws SyntaxError if it is not valid or has too many values
 */
export function parseJson(text: string): unknown {
  if (hasTooManyValues(text)) throw new SyntaxError('The JSON has too many values.')
  return JSON.parse(text)
}

/** Whether a JSON text has more values than any article needs. */
export function hasTooManyValues(json: string): boolean {
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

/** The end of the string that begins at a quote: the next quote that is not escaped. */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0
    while (json[at - 1 - escapes] === '\\') escapes += 1
    if (escapes % 2 === 0) return at
  }
  return json.length
}
