import { absoluteUrl, linkSchemes, webSchemes } from '../domain/address/absolute-url.ts'

/** A text as an absolute `http` or `https` URL, normalised (RFC 3986); undefined if it is not one. */
export function webAddress(text: string): string | undefined {
  return absoluteUrl(text, webSchemes)
}

/** As `webAddress`, plus those of `linkSchemes`, such as `mailto:`: URLs that a reader may follow. */
export function linkAddress(text: string): string | undefined {
  return absoluteUrl(text, linkSchemes)
}
