import { escapeHtml, htmlPage, pagePolicy } from './page.ts'
import type { Problem } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `page` = what goes wrong is told on a page, as to somebody who followed a link in a browser. */
    errors?: 'page'
  }
}

/** For routes whose answers people see. */
export const errorsAsPage = { errors: 'page' } as const

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
