import type { RouteOptions } from 'fastify'
import { z } from 'zod'
import { escapeHtml, htmlPage, pagePolicy } from './page.ts'
import { type Problem, problemType } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `page` = what goes wrong is told on a page, as to somebody who followed a link in a browser. */
    errors?: 'page'
  }
}

/** For routes whose answers people see; `describePages` tells the OpenAPI document. */
export const errorsAsPage = { errors: 'page' } as const

/** An `onRoute` hook. What is refused before its route is known is a problem still, so the two stand beside each other. */
export function describePages(route: RouteOptions): void {
  if (route.config?.errors !== 'page') return
  const response = Object.entries(Object(route.schema?.response)).map(withPage)
  route.schema = { ...route.schema, response: Object.fromEntries(response) }
}

function withPage([status, answer]: [string, unknown]): [string, unknown] {
  const { content, ...others } = Object(answer)
  if (content?.[problemType] === undefined) return [status, answer]
  return [status, { ...others, content: { ...content, 'text/html': { schema: z.string() } } }]
}

/** A problem as a page: what happened, where the article is now if anywhere, and the way home. */
export function problemPage({ title, detail, status, code, requestId, gone }: Problem, homeUrl: string): Buffer {
  const facts = [
    `<p>${escapeHtml(detail)}</p>`,
    gone && `<p>Since <time datetime="${gone.at}">${gone.at.slice(0, 10)}</time>: ${escapeHtml(gone.reason)}.</p>`,
    gone?.movedTo &&
      `<p>It is now at <a href="${escapeHtml(gone.movedTo.url)}">${escapeHtml(gone.movedTo.url)}</a>.</p>`,
    `<p><a href="${escapeHtml(homeUrl)}">Home</a></p>`,
    `<p><small>${status}, <code>${code}</code>, request <code>${escapeHtml(requestId)}</code></small></p>`,
  ]
  return htmlPage(title, facts.filter(Boolean).join('\n'))
}

/** @param framed whether other sites may frame what this page stands for */
export function problemPagePolicy(framed: boolean): string {
  return framed ? pagePolicy.replace("frame-ancestors 'none'", 'frame-ancestors *') : pagePolicy
}
