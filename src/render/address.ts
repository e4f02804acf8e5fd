import { absoluteUrl, linkSchemes, webSchemes } from '../domain/address/absolute-url.ts'

/** An absolute `http` or `https` URL spelled as RFC 3986 wants it, or undefined where the text is none. */
export function webAddress(text: string): string | undefined {
  return absoluteUrl(text, webSchemes)
}

/** As `webAddress`, and `mailto:` and `tel:`: what a reader may follow. */
export function linkAddress(text: string): string | undefined {
  return absoluteUrl(text, linkSchemes)
}
