import { AppError } from '../../domain/error.ts'
import { nearest } from '../../domain/input/nearest.ts'

/** A 404 for a path that no route takes, with the nearest one that is taken. */
export function routeNotFound(path: string, patterns: Iterable<string>): AppError {
  const known = [...patterns].filter(pattern => !pattern.includes('*'))
  const suggestion =
    respelled(path, known) ??
    nearest(
      path,
      known.filter(pattern => !pattern.includes(':')),
    )
  if (!suggestion) return new AppError('route-not-found', 'Nothing answers at this address. "/v1" lists the addresses.')
  const detail = `Nothing answers at this address. Did you mean "${suggestion}"?`
  return new AppError('route-not-found', detail, {
    faults: [{ location: 'path', code: 'unknown', detail, suggestion }],
  })
}

/** The same path with single slashes, none at the end, and fixed segments in their own letter case, if a route takes it. */
function respelled(path: string, patterns: readonly string[]): string | undefined {
  const segments = path.split('/').filter(Boolean)
  for (const pattern of patterns) {
    const wanted = pattern.split('/').filter(Boolean)
    if (wanted.length !== segments.length || segments.length === 0) continue
    // Between two slashes a name may be missing.
    if (path.includes('//') && pattern.includes(':')) continue
    const fits = wanted.every((step, index) => step.startsWith(':') || step === segments[index]?.toLowerCase())
    if (fits) return `/${wanted.map((step, index) => (step.startsWith(':') ? segments[index] : step)).join('/')}`
  }
  return undefined
}
