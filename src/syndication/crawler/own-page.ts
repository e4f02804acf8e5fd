import type { Site } from '../../domain/address/site.ts'

/**
 * Whether a URL is a page of the site: on one of its hosts, and without a fragment. Search engines reject a sitemap with
 * URLs of other sites.
 */
export function createOwnPage(site: Site): (url: string) => boolean {
  const { publicUrl, homeUrl, articleUrlTemplate } = site
  const hosts = [publicUrl, homeUrl, articleUrlTemplate].flatMap(url => (url === undefined ? [] : [labelsOf(url)]))
  return text => {
    const url = URL.parse(text)
    if (url === null || text.includes('#')) return false
    const labels = url.hostname.split('.')
    return hosts.some(
      host => host.length === labels.length && host.every((label, at) => isLabel(label, labels[at] ?? '')),
    )
  }
}

/** The labels of the host of a URL, without its port. */
function labelsOf(address: string): string[] {
  const [, host = ''] = /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]*)/i.exec(address) ?? []
  return host.toLowerCase().split('.')
}

/** Whether a label matches a template label; a variable such as `{language}` matches any text. */
function isLabel(template: string, label: string): boolean {
  const open = template.indexOf('{')
  if (open < 0) return template === label
  const end = template.slice(template.lastIndexOf('}') + 1)
  return label.length > open + end.length && label.startsWith(template.slice(0, open)) && label.endsWith(end)
}
