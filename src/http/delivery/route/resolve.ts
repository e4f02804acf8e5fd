import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { articleUrl } from '../../../domain/address/site.ts'
import { articleGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { operation } from '../../message/operation.ts'
import type { Delivery } from '../delivery.ts'
import { findByPath } from '../find-by-path.ts'
import { goneError, redirect } from '../redirect.ts'

const described = operation({
  tag: 'Articles',
  operationId: 'resolveArticle',
  summary: 'The article at a path of the site, also of an old one',
  description:
    'Redirects to the article that an imported path, the address where people read it, or its slug leads to. A URL must be one of the site. Query, fragment and a final slash make no difference.',
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

/** Leads from the addresses of a site, old ones included, to its articles. */
export const resolveRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site }) => {
  app.get('/v1/resolve', { schema: { ...described, querystring } }, async (request, reply) => {
    const found = await findByPath(store, site, request.query.path)
    if (!found) throw new AppError('article-not-found', 'No article is or was at that path.')
    if (found.kind === 'gone') throw goneError(reply, found.tombstone)
    const { slug, articleId } = found.print
    return redirect(reply, articleUrl(site, slug), [articleGroup(articleId)])
  })
}
