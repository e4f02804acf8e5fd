import type { Config } from '../config.ts'
import type { Telemetry } from '../http/telemetry/telemetry.ts'
import type { Runtime } from './http-server.ts'

/** Starts to send traces and metrics, if a collector is configured. Otherwise nothing of OpenTelemetry is loaded. */
export async function openTelemetry(
  { telemetry: settings, logLevel }: Config,
  { newId, stdout, version }: Runtime,
): Promise<Telemetry | undefined> {
  if (!settings) return undefined
  const { startTelemetry } = await import('../http/telemetry/start.ts')
  const { createLog } = await import('../http/server/log.ts')
  const log = createLog({ level: logLevel, stream: stdout })
  const failed = (message: string) => log.warn({ reason: message }, 'traces or metrics could not be sent')
  return startTelemetry({ settings, version, instanceId: newId(), failed })
}
