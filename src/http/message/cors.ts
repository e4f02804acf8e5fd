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

/** CORS headers. `method.ts` answers OPTIONS, because it knows `Allow`. */
export const corsPlugin = fp<{ origins: '*' | readonly string[] }>(async (app, { origins }) => {
  await app.register(cors, {
    origin: origins === '*' ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    // A public API may accept any request header. In Fetch, `*` does not include Authorization.
    allowedHeaders: origins === '*' ? [...allowed, '*'] : allowed,
    maxAge: 7200,
    strictPreflight: false,
    preflightContinue: true,
  })
})

/** Returns the `Access-Control-Allow-Origin` for an `Origin`, as the plugin does. */
export function originRule(origins: '*' | readonly string[]): (origin: string | undefined) => string | undefined {
  if (origins === '*') return () => '*'
  const allowed = new Set(origins)
  return origin => (origin !== undefined && allowed.has(origin) ? origin : undefined)
}
