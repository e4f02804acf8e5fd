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
  /** Tells which files belong to the store as it is now. They are never served. */
  ownFiles: () => IsOwnFile
}

/** Extensions of files that a page shows, and of files to download. HTML and scripts are not among them. */
const inlineFile = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|svg|mp3|m4a|aac|og[agv]|opus|wav|flac|mp4|m4v|mov|webm|vtt)$/i
const downloadFile = /\.(?:pdf|csv|zip|epub|docx?|xlsx?|pptx?|od[tsp])$/i

/** Seconds. Short, because a file may change without changing its name. */
const maxAge = 60

/**
 * Serves images and other files next to the articles of a folder, and those in `static` and `public` (Hugo, Astro,
 * Eleventy). Hidden files, `node_modules` and links out of the folder are not served. Such a name is not looked up in the other
 * folders either.
 */
export const assetRoutes: FastifyPluginAsync<Assets> = async (app, { folder, publicRead, ownFiles }) => {
  const roots = [folder, join(folder, 'static'), join(folder, 'public')].filter(one => existsSync(one))
  app.addHook('onRoute', route => {
    if (!publicRead) route.config = { ...route.config, scope: 'content:read' }
  })
  // Other errors of the plugin become a 404, because their messages contain paths of the server.
  app.setErrorHandler((error, _, reply) => {
    if (error instanceof AppError) throw error
    const { status, headers } = Object(error)
    if (status !== 412 && status !== 416) return reply.callNotFound()
    return reply.code(status).headers(Object(headers)).header('cache-control', 'no-store').send()
  })
  const { default: fastifyStatic } = await import('@fastify/static')
  await app.register(fastifyStatic, {
    root: roots,
    prefix: `${assetsPath}/`,
    decorateReply: false,
    dotfiles: 'ignore',
    index: false,
    cacheControl: false,
    // Called for each folder in turn. True lets the plugin look there, and then in the next folder; false ends in a 404. So a
    // name that is not public is passed on only where it does not exist.
    allowedPath: (path, inRoot) => {
      if (!inlineFile.test(path) && !downloadFile.test(path)) return false
      const file = join(inRoot ?? folder, path)
      return isPublicPath(folder, file) ? !isOwnFile(file, ownFiles()) : !isThere(file)
    },
    setHeaders(reply, path) {
      reply.header('cache-control', `public, max-age=${maxAge}`)
      // An SVG may contain scripts, which must not run when it is opened directly.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      if (downloadFile.test(path)) reply.header('content-disposition', 'attachment')
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

/**
 * Whether a path is a file of the store. It is compared by device and inode, because opening and closing a file of the store
 * would release the locks that SQLite holds on it (POSIX `fcntl`).
 */
function isOwnFile(path: string, isOwn: IsOwnFile): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && isOwn(stat)
}
