import { existsSync, lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { assetsPath } from '../../../domain/address/site.ts'
import { AppError } from '../../../domain/error.ts'
import { isPublicPath } from '../../../importer/source/folder-path.ts'
import type { IsOwnFile } from '../../../store/own-file.ts'

export type Assets = {
  /** Real path of the folder whose files are handed out. */
  folder: string
  publicRead: boolean
  /** The files of the store as they are now: they are not handed out. */
  ownFiles: () => IsOwnFile
}

/** What readers see or hear in the page; of the rest only what is saved to be opened elsewhere. No markup, no scripts. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|svg|mp3|m4a|aac|og[agv]|opus|wav|flac|mp4|m4v|mov|webm|vtt)$/i
const saved = /\.(?:pdf|csv|zip|epub|docx?|xlsx?|pptx?|od[tsp])$/i

/** Seconds that caches may keep a file: it may change under its name. */
const maxAge = 60

/**
 * The pictures and other files that lie beside the articles of a served folder, by their path in it; also those that
 * Hugo, Astro and Eleventy keep in `static` and `public`. Hidden files, packages and what leads out of the folder are not
 * there, also where another of these folders has a file of the same name.
 */
export const assetRoutes: FastifyPluginAsync<Assets> = async (app, { folder, publicRead, ownFiles }) => {
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
    // Asked for each root in turn: what a root does not have, the next one may.
    allowedPath: (path, inRoot) => {
      if (!shown.test(path) && !saved.test(path)) return false
      const file = join(inRoot ?? folder, path)
      return isPublicPath(folder, file) ? !isOwnFile(file, ownFiles()) : !isThere(file)
    },
    setHeaders(reply, path) {
      reply.header('cache-control', `public, max-age=${maxAge}`)
      // A drawing may hold scripts: none of them runs where somebody opens it by itself.
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      if (saved.test(path)) reply.header('content-disposition', 'attachment')
    },
  })
}

/** Whether a folder has an entry of this name, also a link that leads nowhere. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // A name that no file can have, such as one with a NUL.
    return false
  }
}

/** Opening a file of the store would take its locks from it: see `ownFiles`. */
function isOwnFile(path: string, isOwn: IsOwnFile): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && isOwn(stat)
}
