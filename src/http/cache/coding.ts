/** A content coding (RFC 9110 section 8.4.1). */
export type Coding = 'br' | 'gzip' | 'identity'

/** In order of preference when the client has none. */
const supported = ['br', 'gzip', 'identity'] as const

/** Header values remembered, and their maximum length: browsers and libraries send only a few different ones. */
const maxRemembered = 200
const maxLength = 256

/**
 * The supported codings that an `Accept-Encoding` accepts, best first (RFC 9110 section 12.5.3). `identity` when it
 * accepts none of them.
 */
export function acceptedCodings(header: string): Coding[] {
  const weights = new Map<string, number>()
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';')
    const coding = name
      .trim()
      .toLowerCase()
      .replace(/^x-(?=gzip$)/, '')
    if (coding !== '' && !weights.has(coding)) weights.set(coding, weightOf(parameters))
  }
  const any = weights.get('*')
  // `identity` is acceptable unless it is excluded, but comes after the codings that are named.
  const weight = (coding: Coding) => weights.get(coding) ?? any ?? (coding === 'identity' ? 1e-4 : 0)
  const accepted = supported.filter(coding => weight(coding) > 0).sort((a, b) => weight(b) - weight(a))
  return accepted.length > 0 ? accepted : ['identity']
}

/** `acceptedCodings` with a memory of recent header values. */
export function createNegotiation(): (header: string | undefined) => readonly Coding[] {
  const known = new Map<string, readonly Coding[]>()
  const plain = ['identity'] as const
  return header => {
    if (header === undefined) return plain
    const before = known.get(header)
    if (before) return before
    const codings = acceptedCodings(header)
    if (known.size < maxRemembered && header.length <= maxLength) known.set(header, codings)
    return codings
  }
}

/** The quality value: 1 without `q`, 0 when it is malformed. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.map(one => /^q\s*=\s*(\S*)$/i.exec(one.trim())?.[1]).find(one => one !== undefined)
  if (given === undefined) return 1
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(given) ? Number(given) : 0
}
