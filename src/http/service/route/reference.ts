import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Service } from '../service.ts'

/** The API reference for people. It is loaded at the first request. */
export const referenceRoutes: FastifyPluginAsyncZod<Service> = async (app, { site, respond }) => {
  let loading: ReturnType<typeof load> | undefined
  async function load() {
    const { createReference, referencePolicy } = await import('../reference.ts')
    return { files: await createReference(site), policy: referencePolicy(site) }
  }

  for (const url of ['/docs', '/docs/*']) {
    app.get(url, { config: { isOpen: true }, schema: { hide: true } }, async (request, reply) => {
      loading ??= load()
      const { files, policy } = await loading
      const file = files.get(request.url.split('?', 1)[0] ?? '')
      if (!file) return reply.callNotFound()
      reply.header('content-security-policy', policy)
      return respond(request, reply, file)
    })
  }
}
