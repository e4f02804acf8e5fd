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
  await faviconRoutes(app, service)
  await contractRoutes(app, service)
  await problemRoutes(app, service)
  await openapiRoutes(app, service)
  await referenceRoutes(app, service)
  await homeRoutes(app, service)
}
