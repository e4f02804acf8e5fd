import { existsSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { AppError } from '../../domain/error.ts'
import { assetsPath } from '../../domain/site.ts'

export type Assets = {
  /** Real path of the folder whose files are handed out. */
  folder: string
  publicRead: boolean
}

/** What readers see or hear in the page; of the rest only what is saved to be opened elsewhere. No markup, no scripts. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|svg|mp3|m4a|aac|og[agv]|opus|wav|flac|mp4|m4v|mov|webm|vtt)$/i
const saved = /\.(?:pdf|csv|zip|epub|docx?|xlsx?|pptx?|od[tsp])$/i

/** Seconds that caches may keep a file: it may change under its name. */
const maxAge = 60

/**
 * The pictures and other files that lie beside the articles of a served folder, by their path in it; also those that
 * Hugo, Astro and Eleventy keep in `static` and `public`. Hidden files and all that leads out of the folder are not there.
 */
export const assetRoutes: FastifyPluginAsync<Assets> = async (app, { folder, publicRead }) => {
  const root = [folder, join(folder, 'static'), join(folder, 'public')].filter(one => existsSync(one))
  app.addHook('onRoute', route => {
    if (!publicRead) route.config = { ...route.config, scope: 'content:read' }
  })
  // What the plugin refuses, such as a path with empty parts, is no file. It names paths of this machine.
  app.setErrorHandler((error, _, reply) => {
    if (error instanceof AppError) throw error
    const { status, headers } = Object(error)
    if (status !== 412 && status !== 416) return reply.callNotFound()
    return reply.code(status).headers(Object(headers)).header('cache-control', 'no-store').send()
  })
  const { default: fastifyStatic } = await import('@fastify/static')
  await app.register(fastifyStatic, {
    root,
    prefix: `${assetsPath}/`,
    decorateReply: false,
    dotfiles: 'ignore',
    index: false,
    cacheControl: false,
    allowedPath: path => (shown.test(path) || saved.test(path)) && root.some(one => isWithin(folder, join(one, path))),
    setHeaders(reply, path) {
      reply.header('cache-control', `public, max-age=${maxAge}`)
      // A drawing may hold scripts: none of them runs where somebody opens it by itself.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      if (saved.test(path)) reply.header('content-disposition', 'attachment')
    },
  })
}

/** Whether a file is there, and lies in a folder also once links are followed. */
function isWithin(folder: string, path: string): boolean {
  try {
    return realpathSync(path).startsWith(folder + sep)
  } catch {
    return false
  }
}
