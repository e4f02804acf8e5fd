import cors from '@fastify/cors'
import fp from 'fastify-plugin'

const exposedHeaders = [
  'ETag',
  'Last-Modified',
  'Link',
  'Location',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'Content-Language',
  'X-Request-Id',
  'Cache-Groups',
  'Deprecation',
  'Sunset',
  'Repr-Digest',
  'WWW-Authenticate',
]

const allowed = [
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'Last-Event-ID',
  'X-On-Behalf-Of',
  'X-Request-Id',
  // Trace context of clients (W3C Trace Context, W3C Baggage, Sentry).
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
]

/** Lets scripts of other origins read, and editorial ones write. OPTIONS is answered by `method.ts`, which knows `Allow`. */
export const corsPlugin = fp<{ origins: '*' | readonly string[] }>(async (app, { origins }) => {
  await app.register(cors, {
    origin: origins === '*' ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    // Where everybody may read, a header that some script adds harms nobody. `*` does not stand for Authorization (Fetch).
    allowedHeaders: origins === '*' ? [...allowed, '*'] : allowed,
    maxAge: 7200,
    strictPreflight: false,
    preflightContinue: true,
  })
})

/** What `Access-Control-Allow-Origin` says to a request's `Origin`; the plugin decides the same. */
export function originRule(origins: '*' | readonly string[]): (origin: string | undefined) => string | undefined {
  if (origins === '*') return () => '*'
  const allowed = new Set(origins)
  return origin => (origin !== undefined && allowed.has(origin) ? origin : undefined)
}

/** What the plugin sets of every answer, whoever asks: names and values in turn, and what the answer varies by. */
export function corsHeaders(origins: '*' | readonly string[]): { fields: readonly string[]; vary: string | undefined } {
  return {
    fields: ['access-control-expose-headers', exposedHeaders.join(', ')],
    vary: origins === '*' ? undefined : 'Origin',
  }
}
