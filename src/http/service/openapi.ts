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

const description = `Finished articles as structured data: title, summary, key takeaways, sections of typed blocks, metadata.

- **Errors** are \`application/problem+json\` (RFC 9457); \`code\` does not depend on wording or language.
- **Unknown parameters** are refused with the name of the nearest known one.
- **Collections** are \`{ items, page }\`; follow \`page.nextUrl\`, or \`Link: rel="next"\`.
- **Caching**: every answer has an \`ETag\`; send it back in \`If-None-Match\`. Each format and language has its own address: \`Accept\` and \`Accept-Language\` are ignored.
- **Limits**: requests of an address and of a key are limited by rate; answers from memory are not counted. Beyond the limit the answer is a 429 with \`Retry-After\`. It has \`RateLimit\` and \`RateLimit-Policy\` (draft-ietf-httpapi-ratelimit-headers), as every answer to a request with a key.
- **Request ids**: \`X-Request-Id\` is on every answer; the one of a request is kept if it has 1 to 64 letters, digits, \`.\`, \`_\` or \`-\`.
- **Within /v1** members are only added. Ignore those you do not know. A string with \`x-extensible-enum\` is open: its description says what to take an unknown value for.`

/** Gathers the routes that follow into one OpenAPI 3.1 document: `app.swagger()`. */
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
      shareComponents(describeHeaders(describeSparse(describeRequests(repair(jsonSchemaTransformObject(input)))))),
  })
})
