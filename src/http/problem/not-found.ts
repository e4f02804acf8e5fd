import { AppError } from '../../domain/error.ts'
import { nearest } from '../../domain/input/nearest.ts'

/** A 404 for a path without a route. Suggests the nearest path that has one. */
export function routeNotFound(path: string, patterns: Iterable<string>): AppError {
  const known = [...patterns].filter(pattern => !pattern.includes('*'))
  const suggestion =
    respelled(path, known) ??
    nearest(
      path,
      known.filter(pattern => !pattern.includes(':')),
    )
  if (!suggestion) return new AppError('route-not-found', 'No resource has this path. "/v1" lists the addresses.')
  const detail = `No resource has this path. Did you mean "${suggestion}"?`
  return new AppError('route-not-found', detail, {
    faults: [{ location: 'path', code: 'unknown', detail, suggestion }],
  })
}

/** Corrects repeated slashes, a trailing slash and letter case; undefined if that does not lead to a route. */
function respelled(path: string, patterns: readonly string[]): string | undefined {
  const segments = path.split('/').filter(Boolean)
  for (const pattern of patterns) {
    const wanted = pattern.split('/').filter(Boolean)
    if (wanted.length !== segments.length || segments.length === 0) continue
    // Two slashes may stand for a missing name.
    if (path.includes('//') && pattern.includes(':')) continue
    const fits = wanted.every((step, index) => step.startsWith(':') || step === segments[index]?.toLowerCase())
    if (fits) return `/${wanted.map((step, index) => (step.startsWith(':') ? segments[index] : step)).join('/')}`
  }
  return undefined
}
