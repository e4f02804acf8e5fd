import { isUtf8 } from 'node:buffer'
import { asBuffer } from '../../domain/buffer.ts'
import type { ImportNote, ProblemCode } from '../importer.ts'

export type Decoded =
  | { kind: 'text'; text: string; encoding: string; notes: ImportNote[] }
  | { kind: 'problem'; code: ProblemCode; detail: string }

/**
 * Decodes bytes and removes the byte order mark. Detects UTF-8, UTF-16 with a byte order mark, and Windows-1252 or
 * Turkish in Windows-1254 where it is very likely, with a note. Everything else is a problem.
 *
 * @param label WHATWG encoding label that overrides detection
 */
export function decode(bytes: Uint8Array, label?: string): Decoded {
  if (bytes.length === 0) return problem('empty', 'The file is empty.')
  const format = signatures.find(([start]) => startsWith(bytes, start))
  if (format) return problem('binary', `This is ${format[1]}, not text. ${format[2]}`)
  const decoded = label === undefined ? detected(bytes) : labelled(bytes, label)
  const blank = decoded.kind === 'text' && !/[^\s\u200b\u2060\ufeff]/.test(decoded.text)
  return blank ? problem('empty', 'The file contains only white space.') : decoded
}

/** Formats that begin with ASCII characters, so that they look like text. */
const signatures: readonly (readonly [start: string, what: string, remedy: string])[] = [
  ['%PDF-', 'a PDF document', 'Export it as text, Markdown or HTML.'],
  ['{\\rtf', 'an RTF document', 'Export it as text, Markdown or HTML.'],
  [
    'PK\u0003\u0004',
    'a ZIP archive or an Office document',
    'Unpack an archive and import its files. Export a document as text, Markdown or HTML.',
  ],
]

function labelled(bytes: Uint8Array, label: string): Decoded {
  const decoder = decoderFor(label)
  if (!decoder) return problem('encoding-unknown', `There is no encoding named "${label}".`)
  const text = attempt(decoder, bytes)
  if (text === undefined) return problem('malformed', `The bytes are not valid ${decoder.encoding}.`)
  return text.includes('\0')
    ? problem('binary', 'The file contains NUL characters. It is not text.')
    : found(text, decoder.encoding)
}

function detected(bytes: Uint8Array): Decoded {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : ''
  if (wide) return utf16(bytes, wide)
  if (bytes.includes(0)) return problem('binary', `The file contains NUL bytes. It is not text.${hint(bytes)}`)
  if (isUtf8(bytes)) {
    const text = asBuffer(bytes)
      .toString('utf8')
      .replace(/^\ufeff/, '')
    return controls.test(text) && isMostlyControls(bytes)
      ? problem('binary', 'The file consists of control characters.')
      : found(text, 'utf-8')
  }
  const western = westernText(bytes)
  if (!western) {
    const detail = 'The bytes are neither UTF-8 nor clearly Windows-1252. State the encoding, for example iso-8859-2.'
    return problem('encoding-unknown', detail)
  }
  const { text, encoding, name } = western
  return found(text, encoding, [
    { code: 'encoding-guessed', detail: `The bytes are not UTF-8; they were read as ${name}.` },
  ])
}

/** The text of bytes that are likely Windows-1252, or Turkish in Windows-1254. */
export function westernText(bytes: Uint8Array): { text: string; encoding: string; name: string } | undefined {
  if (!isWindows1252(bytes)) return undefined
  const number = isTurkish(bytes) ? 1254 : 1252
  const encoding = `windows-${number}`
  return { text: new TextDecoder(encoding).decode(bytes), encoding, name: `Windows-${number}` }
}

/**
 * Whether bytes that can be Windows-1252 are rather Turkish in Windows-1254. The encodings differ in six letters, which are
 * ı, İ, ş, Ş, ğ and Ğ, or Icelandic and Faroese ý, Ý, þ, Þ, ð and Ð. Counts where they occur, and letters of one language only.
 */
function isTurkish(bytes: Uint8Array): boolean {
  // Windows-1254 has no letters at these places.
  if (bytes.includes(0x8e) || bytes.includes(0x9e)) return false
  const text = new TextDecoder('windows-1252').decode(bytes)
  return count(text, turkish) > count(text, otherThanTurkish)
}

/** Dotless i, s with cedilla within a word, and soft g before a vowel, as Windows-1252 has them. */
const turkish = /[ýÝ]|(?<=\p{L})[þÞ]|(?<=\p{L})[ðÐ](?=[aeiouöüýAEIOUÖÜÝ])/gu
/** Letters that Turkish does not have; thorn at the start of a word, and eth before a consonant or at the end of a word. */
const otherThanTurkish = /[àáãäåæèéëìíïñòóôõøùúÿÀÁÃÄÅÆÈÉËÌÍÏÑÒÓÔÕØÙÚŸ]|(?<!\p{L})[þÞ]|[ðÐ](?![aeiouöüýAEIOUÖÜÝ])/gu

function utf16(bytes: Uint8Array, label: string): Decoded {
  const text = attempt(new TextDecoder(label, { fatal: true }), bytes)
  if (text === undefined || text.includes('\0')) {
    return problem('malformed', `The byte order mark says ${label}, but the bytes are not valid ${label} text.`)
  }
  return found(text, label)
}

/**
 * Whether bytes are likely Windows-1252. That encoding decodes almost any bytes, so this requires that no byte is undefined
 * in it or a control character, and that at least 95 % of the high bytes are letters or punctuation in a plausible place.
 */
export function isWindows1252(bytes: Uint8Array): boolean {
  const text = new TextDecoder('windows-1252').decode(bytes)
  if (/[\u0000-\u0008\u000b\u000e-\u001f\u0081\u008d\u008f\u0090\u009d]/.test(text)) return false
  const high = count(text, /[^\t-~]/g)
  return high > 0 && plausibleCharacters(text) >= high * 0.95
}

/** Counts non-ASCII characters in a plausible place, in a word or next to one. */
function plausibleCharacters(text: string): number {
  let sum = 0
  for (const [run] of text.matchAll(/[\p{L}]+/gu)) {
    const high = count(run, /[^A-Za-z]/g)
    if (high > 0 && (run.length === 1 || (/[A-Za-z]/.test(run) && !/\p{Ll}\p{Lu}/u.test(run)))) sum += high
  }
  return sum + count(text, typographicMarks)
}

/** Punctuation of Windows-1252 next to at least one ASCII character. */
const typographicMarks =
  /(?<=[\s!-~])[‚„…†‡‰‹‘’“”•–—™›\u00a0¡£€§©«®°²³·¹»¼½¾¿]|[‚„…†‡‰‹‘’“”•–—™›\u00a0¡£€§©«®°²³·¹»¼½¾¿](?=[\s!-~])/g

const controls = /[\u0000-\u0008\u000e-\u001f]/

function isMostlyControls(bytes: Uint8Array): boolean {
  let controls = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < 32 && (byte < 9 || byte > 13)) controls += 1
  }
  return controls > bytes.length / 10
}

function hint(bytes: Uint8Array): string {
  const zeros = [0, 0]
  for (const [at, byte] of bytes.subarray(0, 1000).entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const half = Math.min(bytes.length, 1000) / 2
  if (odd > half * 0.7 && even === 0) return ' If it is text, it may be UTF-16: state the encoding utf-16le.'
  if (even > half * 0.7 && odd === 0) return ' If it is text, it may be UTF-16: state the encoding utf-16be.'
  return ''
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

function attempt(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function startsWith(bytes: Uint8Array, start: string): boolean {
  return [...start].every((character, at) => bytes[at] === character.charCodeAt(0))
}

function count(text: string, pattern: RegExp): number {
  let sum = 0
  for (const _ of text.matchAll(pattern)) sum += 1
  return sum
}

function found(text: string, encoding: string, notes: ImportNote[] = []): Decoded {
  return { kind: 'text', text, encoding, notes }
}

function problem(code: ProblemCode, detail: string): Decoded {
  return { kind: 'problem', code, detail }
}
