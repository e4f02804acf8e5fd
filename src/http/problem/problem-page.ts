import type { RouteOptions } from 'fastify'
import { z } from 'zod'
import { cardPolicy, pagePolicy } from '../../syndication/article/page-style.ts'
import { escapeHtml, htmlPage } from './page.ts'
import { type Problem, problemType } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `page` = an error is sent as a page, because people open the address in a browser. */
    errors?: 'page'
  }
}

/** For routes that people open in a browser. `describePages` adds the error pages to the OpenAPI document. */
export const errorsAsPage = { errors: 'page' } as const

/**
 * An `onRoute` hook that adds `text/html` to the errors of a route. JSON stays documented, because a request that is refused
 * before its route is known gets a problem document.
 */
export function describePages(route: RouteOptions): void {
  if (route.config?.errors !== 'page') return
  const response = Object.entries(Object(route.schema?.response)).map(withPage)
  route.schema = { ...route.schema, response: Object.fromEntries(response) }
}

function withPage([status, responseSchema]: [string, unknown]): [string, unknown] {
  const { content, ...others } = Object(responseSchema)
  if (content?.[problemType] === undefined) return [status, responseSchema]
  return [status, { ...others, content: { ...content, 'text/html': { schema: z.string() } } }]
}

/** A problem as a page: what happened, the new address of the article if it has one, and a link to the home page. */
export function problemPage({ title, detail, status, code, requestId, gone }: Problem, homeUrl: string): Buffer {
  const paragraphs = [
    `<p>${escapeHtml(detail)}</p>`,
    gone && `<p>Since <time datetime="${gone.at}">${gone.at.slice(0, 10)}</time>: ${escapeHtml(gone.reason)}.</p>`,
    gone?.movedTo &&
      `<p>It is now at <a href="${escapeHtml(gone.movedTo.url)}">${escapeHtml(gone.movedTo.url)}</a>.</p>`,
    `<p><a href="${escapeHtml(homeUrl)}">Home</a></p>`,
    `<p class="rights"><code>${code}</code>, request <code>${escapeHtml(requestId)}</code></p>`,
  ]
  return htmlPage({ title, kicker: `Error ${status}`, main: paragraphs.filter(Boolean).join('\n') })
}

/** The `Content-Security-Policy` of an error page. @param framed whether other sites may frame pages of this route */
export function problemPagePolicy(framed: boolean): string {
  return framed ? cardPolicy : pagePolicy
}
