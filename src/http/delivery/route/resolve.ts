import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articleUrl } from '../../../domain/address/site.ts'
import { articleGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { operation } from '../../message/operation.ts'
import { findByPath } from '../article/find-by-path.ts'
import type { Delivery } from '../delivery.ts'
import { goneError, redirect } from '../redirect.ts'

const described = operation({
  tag: 'Articles',
  operationId: 'resolveArticle',
  summary: 'Find the article at a path of the site, including old paths',
  description:
    'Redirects (308) to the article. The path may be one from an earlier system (imported), the article’s address on the site, or its slug. Query, fragment and a trailing slash are ignored. A URL must belong to the site.',
  also: [308, 400, 404, 410],
})

const querystring = z.strictObject({
  path: z
    .string('must be a path or URL of the site')
    .min(1, 'must be a path or URL of the site')
    .max(2000, 'must have at most 2000 characters')
    .meta({
      description: 'A path, a slug, or an absolute URL of the site.',
      examples: ['/harbour-trust-buys-two-electric-ferries'],
    }),
})

/** Redirects from current and old paths of the site to its articles. */
export const resolveRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site }) => {
  app.get('/v1/resolve', { schema: { ...described, querystring } }, async (request, reply) => {
    const found = await findByPath(store, site, request.query.path)
    if (!found) throw new AppError('article-not-found', 'No article is or was at that path.')
    if (found.kind === 'gone') throw goneError(reply, found.tombstone)
    const { slug, articleId } = found.print
    return redirect(reply, articleUrl(site, slug), [articleGroup(articleId)])
  })
}
