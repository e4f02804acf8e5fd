import swagger from '@fastify/swagger'
import fp from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { schemeName, securityScheme } from '../access/auth.ts'
import { limitHeaders } from '../access/limit-description.ts'
import { tags } from '../message/operation.ts'
import { contractVersion } from './contract.ts'
import { shareComponents } from './openapi-component.ts'
import { servers } from './openapi-document.ts'
import { answerHeaders, describeHeaders } from './openapi-header.ts'
import { repair } from './openapi-repair.ts'
import { describeRequests } from './openapi-request.ts'
import { describeSparse } from './openapi-sparse.ts'
import { describeWebhooks } from './openapi-webhook.ts'

const description = `Finished articles as structured data: title, summary, key takeaways, sections of typed blocks, metadata.

- **Errors** are \`application/problem+json\` (RFC 9457). Handle them by \`code\`, which is stable.
- **Unknown parameters** are a 400 that suggests the nearest known one.
- **Collections** are \`{ items, page }\`. Follow \`page.nextUrl\` or \`Link: rel="next"\`.
- **Caching**: responses have an \`ETag\`. Send it in \`If-None-Match\` to get a 304 if nothing changed. Each format and language has its own URL: \`Accept\` and \`Accept-Language\` are ignored.
- **Rate limits** apply per IP address and per key; cached responses do not count. Above the limit you get a 429 with \`Retry-After\`. \`RateLimit\` and \`RateLimit-Policy\` (draft-ietf-httpapi-ratelimit-headers) are on every 429 and on every response to a request with a key.
- **Request ids**: every response has \`X-Request-Id\`. You can send your own: 1 to 64 letters, digits, \`.\`, \`_\` or \`-\`.
- **Compatibility**: within /v1, members are only added. Ignore members you do not know. A string with \`x-extensible-enum\` may get new values: its description says how to handle an unknown value.`

/** Collects the routes registered later into an OpenAPI 3.1 document: `app.swagger()`. */
export const openapiPlugin = fp(async app => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Offprint',
        version: contractVersion,
        summary: 'A headless content API for finished articles.',
        description,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      ...servers(''),
      tags: [...tags],
      security: [],
      components: { securitySchemes: { [schemeName]: securityScheme }, headers: { ...limitHeaders, ...answerHeaders } },
    },
    transform: jsonSchemaTransform,
    transformObject: input =>
      shareComponents(
        describeHeaders(describeSparse(describeRequests(repair(describeWebhooks(jsonSchemaTransformObject(input)))))),
      ),
  })
})
