/** How a body is coded on the wire. */
export type Coding = 'br' | 'gzip' | 'identity'

/** In the order in which we prefer them where the client has no preference. */
const ours = ['br', 'gzip', 'identity'] as const

/** Headers remembered: browsers and libraries send a handful. */
const most = 200
const longest = 256

/**
 * Codings that an `Accept-Encoding` takes, best first (RFC 9110 section 12.5.3). Without one, and where it takes none
 * that we have, only `identity`.
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
  // Identity is fine unless it is excluded, but less so than what is named.
  const weight = (coding: Coding) => weights.get(coding) ?? any ?? (coding === 'identity' ? 1e-4 : 0)
  const taken = ours.filter(coding => weight(coding) > 0).sort((a, b) => weight(b) - weight(a))
  return taken.length > 0 ? taken : ['identity']
}

/** The same, remembering what it was asked before. */
export function createNegotiation(): (header: string | undefined) => readonly Coding[] {
  const known = new Map<string, readonly Coding[]>()
  const plain = ['identity'] as const
  return header => {
    if (header === undefined) return plain
    const before = known.get(header)
    if (before) return before
    const codings = acceptedCodings(header)
    if (known.size < most && header.length <= longest) known.set(header, codings)
    return codings
  }
}

/** 1 without `q`, 0 where it cannot be read. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.map(one => /^q\s*=\s*(\S*)$/i.exec(one.trim())?.[1]).find(one => one !== undefined)
  if (given === undefined) return 1
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(given) ? Number(given) : 0
}
