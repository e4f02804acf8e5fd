import { type Command, InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import { AppError } from '../../../domain/error.ts'
import { webhookEvents } from '../../../domain/webhook/preset.ts'

/** Options that `webhook create` and `webhook edit` share. */
export type WebhookOptions = {
  name?: string
  event?: string[]
  category?: string[]
  tag?: string[]
  language?: string[]
  payload?: string
  debounce?: number
  header?: Record<string, string>
  asymmetric?: boolean
}

export function withWebhookOptions(command: Command): Command {
  return command
    .option('--name <name>', 'who receives the events')
    .option('--event <type>', `type of events, repeatable: ${webhookEvents.join(', ')}`, append)
    .option('--category <slug>', 'only articles of this category, repeatable', append)
    .option('--tag <slug>', 'only articles with this tag, repeatable', append)
    .option('--language <tag>', 'only articles in this language, repeatable', append)
    .option('--payload <content>', 'reference or full: whether events contain the article')
    .option('--debounce <seconds>', 'seconds without a change after which a request is sent', seconds)
    .option('--header <field>', 'header field for every request, as "Name: value", repeatable', appendHeader)
    .option('--asymmetric', 'also sign with an ed25519 key')
}

/** The members of a webhook that options state. */
export function statedMembers(options: WebhookOptions) {
  const { name, event, category, tag, language, payload, debounce, header, asymmetric } = options
  const filter = { ...(category && { category }), ...(tag && { tag }), ...(language && { language }) }
  return {
    ...(name !== undefined && { name }),
    ...(event && { events: event }),
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(payload !== undefined && { payload }),
    ...(debounce !== undefined && { debounceSeconds: debounce }),
    ...(header && { headers: header }),
    ...(asymmetric !== undefined && { ed25519: asymmetric }),
  }
}

/** @throws AppError `config-invalid`, with the first fault */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new AppError('config-invalid', `"${issue?.path.join('.')}" ${issue?.message ?? 'is not valid'}.`)
}

function append(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

function appendHeader(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf(':')
  if (at < 1) throw new InvalidArgumentError('Give a header field as "Name: value".')
  return { ...before, [text.slice(0, at).trim().toLowerCase()]: text.slice(at + 1).trim() }
}

function seconds(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  throw new InvalidArgumentError('Give whole seconds.')
}
