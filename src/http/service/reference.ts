import scalar from '@scalar/fastify-api-reference'
import { fastify } from 'fastify'
import type { Site } from '../../domain/address/site.ts'
import { jsonType } from '../cache/respond.ts'
import { withEtag } from '../message/entity-tag.ts'
import { escapeHtml, htmlType } from '../problem/page.ts'
import { readGuides } from './guide.ts'
import { openapiDocument } from './openapi-document.ts'
import { referenceStyle } from './reference-style.ts'

/** A file of the reference, ready to be sent. */
export type ReferenceFile = ReturnType<typeof file>

/** The files of the API reference by their paths. */
export async function createReference(site: Site): Promise<ReadonlyMap<string, ReferenceFile>> {
  return new Map([
    ['/docs', file(htmlType, page(site, './', './docs/'))],
    ['/docs/', file(htmlType, page(site, '../', './'))],
    ['/docs/reference.css', file('text/css; charset=utf-8', referenceStyle)],
    ['/docs/reference.js', file('text/javascript; charset=utf-8', await script())],
    ['/docs/document.json', file(jsonType, JSON.stringify(document(site)))],
  ])
}

function file(contentType: string, text: string) {
  return { ...withEtag(Buffer.from(text)), contentType, groups: [] }
}

/** What the reference may load: its own files, and what the reader asks this API for. Nothing evaluates text as code. */
export function referencePolicy({ publicUrl }: Site): string {
  const own = ["'self'", URL.parse(publicUrl)?.origin ?? ''].join(' ').trim()
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' ${styleHashes.map(hash => `'sha256-${hash}'`).join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src ${own}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Of the style elements that the pinned version of Scalar adds. A test in a browser fails if one is missing. */
const styleHashes = [
  'SdwVUZnWy8xuzu9alwp9UnSB2w2COBuIILA4H0uPqJM=',
  'l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI=',
  'T13Uev3xCax2N28XaoAE8DOzQZKvPp7ZQVAi1iRREjo=',
  'gmXByKZQ55+6LD1IX9vtDPBwThIQbraY9EGJSFapMGc=',
]

/** Links are relative, so that the page works behind any path: `root` leads to the home page, `files` to the files. */
function page({ title }: Site, root: string, files: string): string {
  const name = escapeHtml(title)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: API reference</title>
<link rel="icon" href="${root}favicon.ico">
<link rel="stylesheet" href="${files}reference.css">
</head>
<body>
<header class="bar"><a href="${root}">${name}</a><a href="${root}openapi.json">OpenAPI</a></header>
<noscript>The reference needs JavaScript. The <a href="${root}openapi.json">OpenAPI document</a> has the same content.</noscript>
<div id="app"></div>
<p class="loading">Loading the reference …</p>
<script src="${files}reference.js"></script>
</body>
</html>
`
}

/** The OpenAPI document with the guides in front of the operations. */
function document({ publicUrl }: Site): object {
  const { tags = [], ...rest } = openapiDocument(publicUrl)
  const guides = readGuides()
  return {
    ...rest,
    tags: [...guides, ...tags],
    'x-tagGroups': [{ name: 'Guides', tags: guides.map(one => one.name) }, ...groups],
  }
}

const groups = [
  { name: 'Delivery', tags: ['Articles', 'Search', 'Terms', 'Sync', 'Syndication'] },
  { name: 'Editing', tags: ['Editorial'] },
  { name: 'Service', tags: ['Service'] },
]

/**
 * The script of the reference in one file: Scalar, as its plugin serves it, and the call that starts it. Its Zod must not
 * try whether `Function` works, which would violate the policy.
 */
async function script(): Promise<string> {
  const app = fastify()
  await app.register(scalar, { routePrefix: '/docs', configuration: { content: {} } })
  const { body } = await app.inject('/docs/js/scalar.js')
  await app.close()
  const bundle = body.slice(0, body.lastIndexOf('//# sourceMappingURL='))
  return `globalThis.__zod_globalConfig={jitless:true};
${bundle}
Scalar.createApiReference('#app',{url:new URL('document.json',document.currentScript.src).href,...${JSON.stringify(configuration)}})
`
}

/** No request to another host: no fonts, no telemetry, no proxy, no hosted client, no assistant. */
const configuration = {
  theme: 'none',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true, hideAddApi: true },
  mcp: { disabled: true },
  documentDownloadType: 'none',
  persistAuth: false,
}
