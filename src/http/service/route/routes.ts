import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Service } from '../service.ts'
import { contractRoutes } from './contract.ts'
import { faviconRoutes } from './favicon.ts'
import { homeRoutes } from './home.ts'
import { openapiRoutes } from './openapi.ts'
import { problemRoutes } from './problem.ts'
import { referenceRoutes } from './reference.ts'

/** The routes about the service itself whose responses are cached. */
export const serviceRoutes: FastifyPluginAsyncZod<Service> = async (app, service) => {
  await app.register(faviconRoutes, service)
  await app.register(contractRoutes, service)
  await app.register(problemRoutes, service)
  await app.register(openapiRoutes, service)
  await app.register(referenceRoutes, service)
  await app.register(homeRoutes, service)
}
