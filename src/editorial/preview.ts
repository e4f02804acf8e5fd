import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { type Clock, type Instant, instantOf, seconds } from '../domain/instant.ts'
import type { SettingStore } from '../domain/store/setting-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { Write } from '../domain/store/write.ts'
import { isOpen } from '../domain/transition.ts'
import { momentOf, notFound } from './article-write.ts'

/** What a preview token opens, and until when. */
export type PreviewPass = {
  /** Undefined = every working copy. */
  articleId: Id | undefined
  expiresAt: Instant
}

export type NewPreview = PreviewPass & { token: string }

type Deps = { store: SettingStore & Pick<Store, 'article'>; clock: Clock }

const name = 'preview-secret'
const shape = /^(all|[0-9a-f-]{36})\.(\d{1,12})\.([\w-]{43})$/

/**
 * Makes a token that shows a working copy to whoever has it. Nothing is kept of it: it is signed with the secret of the
 * installation.
 *
 * @param lasts seconds
 * @throws AppError `article-not-found`
 */
export async function createPreview(
  articleId: Id | undefined,
  lasts: number,
  { store, clock }: Deps,
): Promise<NewPreview> {
  const article = articleId === undefined ? undefined : await store.article(articleId)
  if (articleId !== undefined && !(article && isOpen(article))) throw notFound()
  const at = momentOf(clock)
  const secret = (await store.setting(name)) ?? (await store.settle(name, newSecret(), { at }))
  const expires = seconds(at) + lasts
  const said = `${articleId ?? 'all'}.${expires}`
  return { token: `${said}.${sign(said, secret)}`, articleId, expiresAt: instantAt(expires) }
}

/** Ends all previews: what was signed before is none of ours any more. */
export async function endPreviews(who: Omit<Write, 'at'>, { store, clock }: Deps): Promise<void> {
  await store.replaceSetting(name, newSecret(), { at: momentOf(clock), ...who }, { action: 'preview.end' })
}

/**
 * What a token opens.
 *
 * @throws AppError `preview-invalid` for none of ours, `preview-expired`
 */
export async function openPreview(
  token: string,
  { store, clock }: { store: Pick<SettingStore, 'setting'>; clock: Clock },
): Promise<PreviewPass> {
  const [, subject = '', expires = '', signature = ''] = shape.exec(token) ?? []
  const secret = await store.setting(name)
  const given = Buffer.from(signature)
  const right = Buffer.from(sign(`${subject}.${expires}`, secret ?? ''))
  if (secret === undefined || given.length !== right.length || !timingSafeEqual(given, right)) {
    throw new AppError('preview-invalid', 'The preview token is cut off, made up, or was ended.')
  }
  const expiresAt = instantAt(Number(expires))
  if (expiresAt <= momentOf(clock)) throw new AppError('preview-expired', `The preview ended at ${expiresAt}.`)
  return { articleId: subject === 'all' ? undefined : subject, expiresAt }
}

function sign(said: string, secret: string): string {
  return createHmac('sha256', secret).update(`preview ${said}`).digest('base64url')
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function instantAt(second: number): Instant {
  return instantOf(new Date(second * 1000)) ?? '9999-12-31T23:59:59Z'
}
