import {
  type Attributes,
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Access } from '../metrics/access-log.ts'
import type { Telemetry } from './telemetry.ts'

/**
 * Spans with the attributes of the stable semantic conventions
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). Like the access log, they have no address of a client, and no
 * path or query, which may contain a preview token or name an article that is not published.
 */
export function createSpans(tracer: Tracer): Pick<Telemetry, 'traceRequest' | 'traceOutbound'> {
  const propagator = new W3CTraceContextPropagator()

  function traceRequest(access: Access, { headers, httpVersion }: Parameters<Telemetry['traceRequest']>[1]): void {
    const parent = parentOf(headers)
    const end = Date.now()
    const { method, route, status, seconds } = access
    const options = {
      kind: SpanKind.SERVER,
      startTime: end - seconds * 1000,
      attributes: { ...requestAttributes(access), 'network.protocol.version': httpVersion },
    }
    const span = tracer.startSpan(route === 'none' ? method : `${method} ${route}`, options, parent)
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(end)
  }

  function parentOf(headers: object): Context {
    return 'traceparent' in headers ? propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter) : ROOT_CONTEXT
  }

  return {
    traceRequest,
    async traceOutbound(request, send) {
      const options = { kind: SpanKind.CLIENT, attributes: outboundAttributes(request) }
      const span = tracer.startSpan(request.method, options, ROOT_CONTEXT)
      const headers: Record<string, string> = {}
      propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, defaultTextMapSetter)
      try {
        const response = await send(headers)
        span.setAttribute('http.response.status_code', response.status)
        if (response.status >= 400) fail(String(response.status))
        return response
      } catch (error) {
        fail(error instanceof Error ? error.name : 'error')
        throw error
      } finally {
        span.end()
      }

      function fail(type: string): void {
        span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
      }
    },
  }
}

function requestAttributes({ method, route, status, bytes, cache, requestId }: Access): Attributes {
  return {
    'http.request.method': method,
    'http.response.status_code': status,
    'url.scheme': 'http',
    'http.response.body.size': bytes,
    'offprint.cache': cache,
    'offprint.request_id': requestId,
    ...(route !== 'none' && { 'http.route': route }),
    ...(status >= 500 && { 'error.type': String(status) }),
  }
}

/** The path and query may be a secret, as those of build hooks are. */
function outboundAttributes({ method, url }: { method: string; url: string }): Attributes {
  const { origin, hostname, port, protocol } = new URL(url)
  return {
    'http.request.method': method,
    'url.full': `${origin}/REDACTED`,
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
  }
}
