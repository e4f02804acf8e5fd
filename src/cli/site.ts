import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'

/** The site of a configuration. Without PUBLIC_URL its address follows from host and port. */
export function siteOf({ publicUrl, host, port, siteTitle, siteLanguage, siteTimeZone, siteDetails }: Config): Site {
  return {
    publicUrl: publicUrl ?? `http://${addressable(host)}:${port}`,
    title: siteTitle,
    language: siteLanguage,
    timeZone: siteTimeZone,
    ...siteDetails,
  }
}

/** A host as part of a URL: wildcards become localhost, IPv6 gets brackets. */
function addressable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
