import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { answerNotModified } from '../../message/conditional-read.ts'
import { type Editorial, workingPath } from '../editorial.ts'
import { largeRequestPlugin } from '../large-request.ts'
import { onBehalfOfPlugin } from '../on-behalf-of.ts'
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

/** All routes under `/v1/editorial`. */
export const editorialRoutes: FastifyPluginAsyncZod<Editorial> = async (app, editorial) => {
  const { large, jsonDepth, store } = editorial
  app.addHook('onSend', answerNotModified)
  await app.register(onBehalfOfPlugin)
  if (large) await app.register(largeRequestPlugin, { large, jsonDepth, store, articlePath: `${workingPath}/:id` })
  await app.register(editorialListRoutes, editorial)
  await app.register(editorialArticleRoutes, editorial)
  await app.register(editorialBatchRoutes, editorial)
  await app.register(editorialPartRoutes, editorial)
  await app.register(editorialTransitionRoutes, editorial)
  await app.register(editorialHistoryRoutes, editorial)
  await app.register(editorialVersionRoutes, editorial)
  await app.register(editorialSourceRoutes, editorial)
  await app.register(editorialTranslationRoutes, editorial)
  await app.register(editorialPreviewRoutes, editorial)
  await app.register(editorialTermRoutes, editorial)
  await app.register(editorialTagRoutes, editorial)
  await app.register(editorialUploadRoutes, editorial)
  await app.register(editorialImportRoutes, editorial)
  await app.register(editorialKeyRoutes, editorial)
  await app.register(editorialAuditRoutes, editorial)
}
