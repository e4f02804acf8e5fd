import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Site } from '../../../domain/address/site.ts'
import { pagePolicy } from '../../../syndication/article/page-style.ts'
import { renditionEpoch } from '../../../syndication/article/rendition.ts'
import { link } from '../../problem/header.ts'
import type { PrintWithBody } from '../delivery.ts'
import { printEtag } from './article-response.ts'
import type { ArticleResponse } from './serve-article.ts'

/** A rendition of an article. */
export type Rendition = {
  text: string
  mediaType: string
  /** Part of the entity tag: letters, digits, `.` and `-`. */
  name: string
  links?: readonly string[]
}

/** Builds the response of a rendition, and sets its digest and the policy of a page. */
export type ToResponse = (reply: FastifyReply, print: PrintWithBody, form: Rendition) => ArticleResponse

export function createRenditionResponse(site: Site): ToResponse {
  const epoch = renditionEpoch(site, text => createHash('sha256').update(text).digest('base64url'))
  return (reply, print, { text, mediaType, name, links }) => {
    const body = Buffer.from(text)
    reply.header('repr-digest', reprDigest(body))
    if (mediaType.startsWith('text/html')) reply.header('content-security-policy', pagePolicy)
    return {
      body,
      contentType: mediaType,
      etag: printEtag(print, `${epoch}.${name}`),
      links: links ?? [link(print.canonicalUrl, 'canonical', 'text/html')],
    }
  }
}

/** RFC 9530: partners verify their copies with it. */
function reprDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
}
