import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { answerNotModified } from '../../message/conditional-read.ts'
import { type Editorial, workingPath } from '../editorial.ts'
import { largeRequestPlugin } from '../large-request.ts'
import { onBehalfOfPlugin } from '../on-behalf-of.ts'
import { writeLimitPlugin } from '../write-limit.ts'
import { editorialArticleRoutes } from './article.ts'
import { editorialAuditRoutes } from './audit.ts'
import { editorialBatchRoutes } from './batch.ts'
import { editorialHistoryRoutes } from './history.ts'
import { editorialImportRoutes } from './import.ts'
import { editorialKeyRoutes } from './key.ts'
import { editorialListRoutes } from './list.ts'
import { editorialPartRoutes } from './part.ts'
import { editorialPreviewRoutes } from './preview.ts'
import { editorialSourceRoutes } from './source.ts'
import { editorialTagRoutes } from './tag.ts'
import { editorialTermRoutes } from './term.ts'
import { editorialTransitionRoutes } from './transition.ts'
import { editorialTranslationRoutes } from './translation.ts'
import { editorialUploadRoutes } from './upload.ts'
import { editorialVersionRoutes } from './version.ts'
import { editorialViewRoutes } from './view.ts'
import { editorialWebhookRoutes } from './webhook.ts'
import { editorialWebhookDeliveryRoutes } from './webhook-delivery.ts'

/** All routes under `/v1/editorial`. */
export const editorialRoutes: FastifyPluginAsyncZod<Editorial> = async (app, editorial) => {
  const { large, writes, jsonDepth, store } = editorial
  app.addHook('onSend', answerNotModified)
  await app.register(onBehalfOfPlugin)
  if (large) await app.register(largeRequestPlugin, { large, jsonDepth, store, articlePath: `${workingPath}/:id` })
  // Before the next plugin: an upload arrives slowly, and has limits of its own.
  await app.register(editorialUploadRoutes, editorial)
  if (writes) await app.register(writeLimitPlugin, writes)
  await editorialListRoutes(app, editorial)
  await editorialArticleRoutes(app, editorial)
  await app.register(editorialBatchRoutes, editorial)
  await editorialPartRoutes(app, editorial)
  await editorialTransitionRoutes(app, editorial)
  await editorialHistoryRoutes(app, editorial)
  await editorialVersionRoutes(app, editorial)
  await editorialSourceRoutes(app, editorial)
  await editorialTranslationRoutes(app, editorial)
  await editorialPreviewRoutes(app, editorial)
  await editorialTermRoutes(app, editorial)
  await editorialTagRoutes(app, editorial)
  await editorialImportRoutes(app, editorial)
  await editorialKeyRoutes(app, editorial)
  await editorialWebhookRoutes(app, editorial)
  await editorialWebhookDeliveryRoutes(app, editorial)
  await app.register(editorialViewRoutes, editorial)
  await editorialAuditRoutes(app, editorial)
}
