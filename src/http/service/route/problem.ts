import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, type ErrorCode, errors } from '../../../domain/error.ts'
import { pagePolicy } from '../../../syndication/article/page-style.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { escapeHtml, htmlPage, htmlType } from '../../problem/page.ts'
import { problemAdvice } from '../../problem/problem-advice.ts'
import type { Service } from '../service.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getProblem',
  summary: 'What an error code means, as a page',
  ok: { 'text/html': z.string() },
  also: [304, 404],
})

const params = z.strictObject({ code: z.string().meta({ examples: ['article-not-found'] }) })

/** The pages that `type` of a problem document links to. */
export const problemRoutes: FastifyPluginAsyncZod<Service> = async (app, { respond }) => {
  app.get('/problems/:code', { schema: { ...described, params } }, (request, reply) => {
    const { code } = request.params
    if (!isCode(code)) throw new AppError('route-not-found', 'There is no such problem code.')
    reply.header('content-security-policy', pagePolicy)
    return respond(request, reply, { ...withEtag(problemPage(code)), contentType: htmlType, groups: [] })
  })
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(errors, text)
}

function problemPage(code: ErrorCode): Buffer {
  const { status, title } = errors[code]
  const main = `<p>${escapeHtml(problemAdvice(code))}</p>
<p class="rights"><code>${code}</code>, HTTP status ${status}. <a href="../docs#tag/guide-errors">All error codes</a></p>`
  return htmlPage({ title, kicker: `Error ${status}`, main })
}
