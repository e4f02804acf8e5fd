import { environment } from './environment.ts'

/** A setting as it applies, for operators. */
export type EffectiveSetting = {
  name: string
  /** As text, without secrets. `unset` or a description for a setting without a value. */
  value: string
  origin: 'environment' | 'default'
}

/**
 * All settings in the order of docs/settings.md. The environment must be valid: see `parseConfig`.
 *
 * @param derived values of unset settings that follow from others
 */
export function effectiveSettings(
  env: Readonly<Record<string, string | undefined>>,
  derived: Readonly<Record<string, string>>,
): EffectiveSetting[] {
  return Object.entries(environment.shape).map(([name, type]) => {
    const { secret, shown } = type.meta() ?? {}
    const given = env[name]
    if (given === undefined || given === '') return { name, value: derived[name] ?? String(shown), origin: 'default' }
    return { name, value: secret ? masked : withoutPasswords(given), origin: 'environment' }
  })
}

const masked = '********'

/** Passwords of URLs are masked, and so are query parameters, which may contain keys. */
export function withoutPasswords(text: string): string {
  return isPostgres.test(text) ? withoutPassword(text) : text.split(',').map(withoutPassword).join(',')
}

const isPostgres = /^\s*postgres(?:ql)?:/i

function withoutPassword(text: string): string {
  const url = URL.parse(text.trim())
  // A password that is not percent-encoded may end the host, or make the URL unreadable.
  if (isPostgres.test(text) && (!url?.hostname || url.hash !== '' || text.includes('@') !== isAccount(url))) {
    return `postgres://${masked}${text.includes('@') ? text.slice(text.lastIndexOf('@')) : ''}`
  }
  if (!url || (!url.password && !url.search)) return text
  if (url.password) url.password = masked
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, masked)
  return url.href
}

function isAccount({ username, password }: URL): boolean {
  return username !== '' || password !== ''
}
