import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, type ErrorCode, errors } from '../../../domain/error.ts'
import type { Delivery } from '../../delivery/delivery.ts'
import { bytes } from '../../delivery/piece.ts'
import { operation } from '../../message/operation.ts'
import { escapeHtml, htmlPage, htmlType, pagePolicy } from '../../problem/page.ts'
import { problemAdvice } from '../../problem/problem-advice.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getProblem',
  summary: 'What a problem code means, for people',
  ok: { 'text/html': z.string() },
  also: [304, 404],
})

const params = z.strictObject({ code: z.string().meta({ examples: ['article-not-found'] }) })

/** The pages that the `type` of a problem leads to. */
export const problemRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { answer }) => {
  app.get('/problems/:code', { schema: { ...described, params } }, (request, reply) => {
    const { code } = request.params
    if (!isCode(code)) throw new AppError('route-not-found', 'There is no such problem code.')
    reply.header('content-security-policy', pagePolicy)
    return answer(request, reply, { ...bytes(problemPage(code)), contentType: htmlType, groups: [] })
  })
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(errors, text)
}

function problemPage(code: ErrorCode): Buffer {
  const { status, title } = errors[code]
  const facts = `<p><code>${code}</code>, HTTP status ${status}</p>`
  return htmlPage(title, `${facts}\n<p>${escapeHtml(problemAdvice(code))}</p>`)
}
