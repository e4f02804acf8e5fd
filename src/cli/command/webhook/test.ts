import { Command } from 'commander'
import { createSender } from '../../../change/leased/webhook/attempt.ts'
import { sendTestEvent } from '../../../change/leased/webhook/test-event.ts'
import { AppError } from '../../../domain/error.ts'
import { readWebhook } from '../../../editorial/webhook/webhook.ts'
import { privateReason } from '../../../outbound/send.ts'
import { traceSend } from '../../../outbound/trace.ts'
import type { Shell, WithStore } from '../../shell.ts'
import { siteOf } from '../../site.ts'

/** `offprint webhook test` */
export function webhookTestCommand(shell: Shell, withStore: WithStore): Command {
  const { clock, newId } = shell
  return new Command('test')
    .description('send a test to the receiver, and print what it answered')
    .argument('<id>', 'id of the webhook; "webhook list" shows it')
    .action(async (id: string) => {
      const config = shell.config()
      const { send: plain, close } = createSender(config.webhooks.allowPrivate)
      const telemetry = await shell.openTelemetry(config)
      const send = traceSend(plain, telemetry?.traceOutbound)
      const { state, attempt } = await withStore(async store => {
        const tools = { store, site: siteOf(config), clock, newId, send }
        return sendTestEvent(tools, await readWebhook(id, { store }))
      }).finally(async () => {
        close()
        await telemetry?.close()
      })
      const { response, error, durationMs } = attempt ?? { durationMs: 0 }
      const said = response ? `${response.status} ${response.body}`.trimEnd() : (error ?? '')
      if (state !== 'delivered')
        throw new AppError('input-unreadable', `The test failed after ${durationMs} ms: ${said}`, {
          ...(said === privateReason && {
            hint: 'WEBHOOK_ALLOW_PRIVATE=true permits such receivers: set it for this command and for the server.',
          }),
        })
      shell.out(`the receiver answered after ${durationMs} ms: ${said}`)
    })
}
