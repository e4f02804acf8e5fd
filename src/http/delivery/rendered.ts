import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Site } from '../../domain/address/site.ts'
import { pagePolicy } from '../../syndication/page-style.ts'
import { renditionEpoch } from '../../syndication/rendition.ts'
import { link } from '../problem/header.ts'
import { printTag } from './article-answer.ts'
import type { WholePrint } from './delivery.ts'
import type { Made } from './serve-article.ts'

/** One form of an article: its bytes, and what tells it from the other forms. */
export type Form = {
  text: string
  mediaType: string
  /** Letters, digits, `.` and `-`; stands in the entity tag. */
  name: string
  links?: readonly string[]
}

/** Makes the answer of a rendition. Sets what goes with it: digest, the policy of a page. */
export type Rendered = (reply: FastifyReply, print: WholePrint, form: Form) => Made

export function createRendered(site: Site): Rendered {
  const epoch = renditionEpoch(site, text => createHash('sha256').update(text).digest('base64url'))
  return (reply, print, { text, mediaType, name, links }) => {
    const body = Buffer.from(text)
    reply.header('repr-digest', reprDigest(body))
    if (mediaType.startsWith('text/html')) reply.header('content-security-policy', pagePolicy)
    return {
      body,
      contentType: mediaType,
      etag: printTag(print, `${epoch}.${name}`),
      links: links ?? [link(print.canonicalUrl, 'canonical', 'text/html')],
    }
  }
}

/** RFC 9530: what a partner verifies a copy by. */
function reprDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
}
