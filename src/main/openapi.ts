import { buildApp } from '../app.ts'
import { closedStore } from '../http/service/closed-store.ts'

/** Generates the OpenAPI document. It does not depend on the configuration. */
export async function openapiText(): Promise<string> {
  const { openapiPlugin } = await import('../http/service/openapi.ts')
  const app = await buildApp(
    {
      store: closedStore,
      publicRead: true,
      site: { publicUrl: '', title: 'Offprint', language: 'en', timeZone: 'UTC' },
      clock: () => new Date(0),
      newId: () => '',
      corsOrigins: '*',
      rates: { address: undefined, key: undefined, hits: undefined },
      processes: 1,
      trustedProxies: [],
      cache: { maxAge: 0, sMaxAge: 0, staleWhileRevalidate: 0, staleIfError: 0 },
      cacheBytes: 0,
      limits: { bodyBytes: 1024, urlLength: 1024, headerBytes: 1024, jsonDepth: 8 },
      timeouts: { requestMs: 1000, writeMs: 1000, keepAliveMs: 1000 },
      connections: { max: 1, maxPerAddress: 1 },
      uploads: { maxBytes: 1024 },
      viewRetention: 0,
      streams: { max: 0, maxPerClient: 0, bufferBytes: 0, heartbeatMs: 1000, pollMs: 1000 },
      exports: { max: 0, maxPerClient: 0 },
      search: { recency: { weight: 0, halfLifeDays: 0 } },
      overload: { waitMs: 1, waitingWrites: 1, retrySeconds: 1 },
      waitingImports: { imports: 1, bytes: 1024 },
    },
    app => app.register(openapiPlugin),
  )
  await app.ready()
  const text = JSON.stringify(app.swagger(), null, 2)
  await app.close()
  return text
}
