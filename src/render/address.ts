const webSchemes = new Set(['http:', 'https:'])
const linkSchemes = new Set([...webSchemes, 'mailto:', 'tel:'])

/** An absolute `http` or `https` URL spelled as RFC 3986 wants it, or undefined where the text is none. */
export function webAddress(text: string): string | undefined {
  return address(text, webSchemes)
}

/** As `webAddress`, and `mailto:` and `tel:`: what a reader may follow. */
export function linkAddress(text: string): string | undefined {
  return address(text, linkSchemes)
}

function address(text: string, schemes: ReadonlySet<string>): string | undefined {
  const url = URL.parse(text)
  if (!url || !schemes.has(url.protocol)) return undefined
  const [, start = '', rest = ''] = /^([^:]+:(?:\/\/[^/?#]*)?)(.*)$/s.exec(url.href) ?? []
  const hash = rest.indexOf('#') + 1
  return (
    encode(start, '[]') +
    (hash ? `${encode(rest.slice(0, hash), '#')}${encode(rest.slice(hash), '')}` : encode(rest, ''))
  )
}

/** Percent-encodes what the WHATWG URL parser leaves and RFC 3986 does not know. */
function encode(part: string, also: string): string {
  return part
    .toWellFormed()
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]/gu, character =>
      also.includes(character) ? character : encodeURIComponent(character),
    )
}
