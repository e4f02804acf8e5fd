type Parse = (text: string) => unknown

/** Identifiers of types (PostgreSQL, pg_type.dat). */
const parsers: Record<number, Parse> = {
  /** Boolean, as SQLite returns it. */
  16: text => (text === 't' ? 1 : 0),
  /** Binary, in hexadecimal digits after `\x`. */
  17: text => Buffer.from(text.slice(2), 'hex'),
  20: safeInteger,
  21: Number,
  23: Number,
  /** Sums of integers. */
  1700: Number,
}

/** Reads the text of a value of a type as the rows of SQLite have it. */
export function parserOf(type: number): Parse {
  return parsers[type] ?? asText
}

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is not a safe integer`)
  return number
}

function asText(text: string): string {
  return text
}
