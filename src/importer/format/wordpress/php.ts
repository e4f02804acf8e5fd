/** A value of PHP's `serialize`: arrays as maps, objects are not read. */
export type PhpValue = string | number | boolean | null | Map<string, PhpValue>

const depthLimit = 32

/** Reads a serialised PHP value (strings count in bytes of UTF-8). Undefined if the text is not one. */
export function unserialize(text: string): PhpValue | undefined {
  const input = { bytes: Buffer.from(text), at: 0 }
  return value(input, 0)
}

/** A member of a value that is an array. */
export function member(of: PhpValue | undefined, name: string): PhpValue | undefined {
  return of instanceof Map ? of.get(name) : undefined
}

type Input = { bytes: Buffer; at: number }

function value(input: Input, depth: number): PhpValue | undefined {
  const type = String.fromCharCode(input.bytes[input.at] ?? 0)
  input.at += 2
  switch (type) {
    case 'N':
      return null
    case 'b':
      return upTo(input, ';') === '1'
    case 'i':
    case 'd':
      return Number(upTo(input, ';'))
    case 's':
      return string(input)
    case 'a':
      return depth < depthLimit ? array(input, depth) : undefined
    default:
      return undefined
  }
}

function string(input: Input): string | undefined {
  const length = Number(upTo(input, ':'))
  if (!Number.isInteger(length) || length < 0 || input.at + length + 3 > input.bytes.length) return undefined
  const text = input.bytes.toString('utf8', input.at + 1, input.at + 1 + length)
  input.at += length + 3
  return text
}

function array(input: Input, depth: number): PhpValue | undefined {
  const length = Number(upTo(input, ':'))
  const members = new Map<string, PhpValue>()
  input.at += 1
  for (let index = 0; index < length; index += 1) {
    const key = value(input, depth + 1)
    const inner = value(input, depth + 1)
    if (key === undefined || inner === undefined) return undefined
    members.set(String(key), inner)
  }
  input.at += 1
  return members
}

function upTo(input: Input, end: string): string {
  const stop = input.bytes.indexOf(end, input.at)
  const text = stop === -1 ? '' : input.bytes.toString('latin1', input.at, Math.min(stop, input.at + 32))
  input.at = stop === -1 ? input.bytes.length : stop + 1
  return text
}
