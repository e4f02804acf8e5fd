import type { IncomingHttpHeaders } from 'node:http'
import { isbot } from 'isbot'

/** Whether a request was sent by a known bot, or by a browser before anybody opened the page. */
export function isAutomated(headers: IncomingHttpHeaders): boolean {
  return isPrefetch(headers) || isbot(headers['user-agent'])
}

/** Whether the visitor asks not to be recognised (W3C DNT, Global Privacy Control). */
export function isPrivate(headers: IncomingHttpHeaders): boolean {
  return headers['dnt'] === '1' || headers['sec-gpc'] === '1'
}

/** Header fields by which browsers mark prefetches: the standard one, and earlier ones of Chrome, Safari and Firefox. */
const purposeFields = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const
const purposes = ['prefetch', 'prerender', 'preview'] as const

function isPrefetch(headers: IncomingHttpHeaders): boolean {
  const given = purposeFields.map(name => String(headers[name] ?? '').toLowerCase())
  return given.some(value => purposes.some(purpose => value.includes(purpose)))
}
