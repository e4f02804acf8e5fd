import type { OutboundRequest, OutboundResponse } from './send.ts'

/**
 * Records a span of a request to another server.
 *
 * @param send receives the headers to add: the `traceparent` of the span
 */
export type TraceOutbound = <Response extends { status: number }>(
  request: { method: string; url: string },
  send: (headers: Readonly<Record<string, string>>) => Promise<Response>,
) => Promise<Response>

/** For a process without telemetry. */
export const untraced: TraceOutbound = (_request, send) => send({})

type Send = (request: OutboundRequest, signal?: AbortSignal) => Promise<OutboundResponse>

/** The same function, which records a span of each request. */
export function traceSend(send: Send, trace: TraceOutbound | undefined): Send {
  if (!trace) return send
  return (request, signal) =>
    trace(request, headers => send({ ...request, headers: { ...request.headers, ...headers } }, signal))
}
