import { existsSync, lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { assetsPath } from '../../../domain/address/site.ts'
import { AppError } from '../../../domain/error.ts'
import { isPublicPath } from '../../../importer/source/folder-path.ts'
import type { IsOwnFile } from '../../../store/own-file.ts'

export type Assets = {
  /** Real path of the folder whose files are served. */
  folder: string
  publicRead: boolean
  /** The current files of the store, which are never served. */
  ownFiles: () => IsOwnFile
}

/** Extensions of files shown in a page, and of files to download. No markup, no scripts. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|svg|mp3|m4a|aac|og[agv]|opus|wav|flac|mp4|m4v|mov|webm|vtt)$/i
const saved = /\.(?:pdf|csv|zip|epub|docx?|xlsx?|pptx?|od[tsp])$/i

/** Seconds. Short, because a file may change without changing its name. */
const maxAge = 60

/**
 * Serves images and other files next to the articles of a folder, and those in `static` and `public` (Hugo, Astro,
 * Eleventy). Hidden files, packages and links out of the folder are not served, even if another of these folders has a
 * file with the same name.
 */
export const assetRoutes: FastifyPluginAsync<Assets> = async (app, { folder, publicRead, ownFiles }) => {
  const root = [folder, join(folder, 'static'), join(folder, 'public')].filter(one => existsSync(one))
  app.addHook('onRoute', route => {
    if (!publicRead) route.config = { ...route.config, scope: 'content:read' }
  })
  // Errors of the plugin are 404, because their texts contain paths of the server.
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
    // Called for each root in turn until one has the file.
    allowedPath: (path, inRoot) => {
      if (!shown.test(path) && !saved.test(path)) return false
      const file = join(inRoot ?? folder, path)
      return isPublicPath(folder, file) ? !isOwnFile(file, ownFiles()) : !isThere(file)
    },
    setHeaders(reply, path) {
      reply.header('cache-control', `public, max-age=${maxAge}`)
      // An SVG may contain scripts, which must not run when it is opened directly.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      if (saved.test(path)) reply.header('content-disposition', 'attachment')
    },
  })
}

/** Whether a folder has an entry with this name, including a broken link. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // An invalid name, such as one with NUL.
    return false
  }
}

/** Opening and closing a file of the store would release its locks: see `ownFiles`. */
function isOwnFile(path: string, isOwn: IsOwnFile): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && isOwn(stat)
}
