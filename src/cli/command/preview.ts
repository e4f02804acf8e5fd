import { Command } from 'commander'
import type { Preview } from '../../domain/access/preview.ts'
import { AppError } from '../../domain/error.ts'
import { now } from '../../domain/instant.ts'
import type { Store } from '../../domain/store/store.ts'
import { endAllPreviews, endPreview } from '../../editorial/preview/end.ts'
import type { Shell, WithStore } from '../shell.ts'
import { storeOf } from '../store.ts'

/** Previews per query. */
const pageSize = 500

/** `offprint preview` */
export function previewCommand(shell: Shell): Command {
  const withStore = storeOf(shell)
  return new Command('preview')
    .description('list and revoke previews of working copies')
    .addCommand(listCommand(shell, withStore))
    .addCommand(endCommand(shell, withStore))
}

function listCommand(shell: Shell, withStore: WithStore): Command {
  return new Command('list').description('list valid previews, without their tokens').action(async () => {
    const at = now(shell.clock)
    await withStore(async store => {
      let count = 0
      for await (const preview of everyPreview(store, at)) {
        shell.out(line(preview))
        count += 1
      }
      if (count === 0) shell.out('no previews')
    })
  })
}

function endCommand(shell: Shell, withStore: WithStore): Command {
  const { clock } = shell
  return new Command('end')
    .description('revoke one preview or all previews immediately')
    .argument('[id]', 'id of the preview; "preview list" shows it')
    .option('--all', 'revoke all previews')
    .action(async (id: string | undefined, { all = false }: { all?: boolean }) => {
      if ((id !== undefined) === all) throw new AppError('config-invalid', 'Give the id of a preview, or --all.')
      const who = { actor: 'cli' }
      if (id !== undefined) {
        await withStore(store => endPreview(id, undefined, who, { store, clock }))
        shell.out(`preview ${id} is revoked`)
        return
      }
      shell.out(`previews revoked: ${await withStore(store => endAllPreviews(who, { store, clock }))}`)
    })
}

async function* everyPreview(store: Pick<Store, 'previews'>, at: string): AsyncIterable<Preview> {
  for (let from: string | undefined; ; ) {
    const { previews, hasNext } = await store.previews({ at, limit: pageSize, from })
    yield* previews
    from = previews.at(-1)?.id
    if (!hasNext) return
  }
}

function line({ id, articleId, keyId, expiresAt }: Preview): string {
  return [id, articleId ?? 'every article', `until ${expiresAt}`, `key ${keyId}`].join('  ')
}
