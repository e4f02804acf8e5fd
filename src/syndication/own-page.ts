import type { Site } from '../domain/site.ts'

/**
 * Whether an address is a page of the site: on a host that the site states, and without a fragment. Search engines refuse
 * a sitemap that names others.
 */
export function createOwnPage(site: Site): (url: string) => boolean {
  const { publicUrl, homeUrl, articleUrlTemplate } = site
  const hosts = [publicUrl, homeUrl, articleUrlTemplate].flatMap(url => (url === undefined ? [] : hostPattern(url)))
  return text => {
    const url = URL.parse(text)
    return url !== null && !text.includes('#') && hosts.some(host => host.test(url.host))
  }
}

/** The host of an address, in which `{language}` and other members stand for any label. */
function hostPattern(address: string): RegExp {
  const [, host = ''] = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(address) ?? []
  const escaped = host.toLowerCase().replace(/[^\w{}-]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\{\w+\}/g, '[^.]+')}(?::\\d+)?$`)
}
