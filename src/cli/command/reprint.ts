import { Command } from 'commander'
import { otherEpochHint, otherEpochNotice } from '../../change/leased/epoch.ts'
import { AppError } from '../../domain/error.ts'
import { now } from '../../domain/instant.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Shell } from '../shell.ts'
import { siteOf } from '../site.ts'

/** `offprint reprint` */
export function reprintCommand(shell: Shell): Command {
  return new Command('reprint')
    .description('reprint all articles that were printed with another configuration')
    .option('--take-over', 'take over even if a newer configuration is recorded')
    .action(async (options: { takeOver?: true }) => reprint(options, shell))
}

async function reprint({ takeOver }: { takeOver?: true }, shell: Shell): Promise<void> {
  const config = shell.config()
  const site = siteOf(config)
  const store = await shell.openStore(config, site, 'blocking')
  try {
    const other = await store.claimEpoch({
      at: now(shell.clock),
      publicUrl: site.publicUrl,
      takeOver: takeOver === true,
    })
    if (other) throw new AppError('config-invalid', otherEpochNotice(other), { hint: otherEpochHint })
    const before = await store.lastChange()
    const checked = await reprintAll(store, shell)
    const changed = (await store.lastChange()) - before
    shell.out(`${checked} articles reprinted for ${site.publicUrl}; ${changed} of them changed`)
  } finally {
    await store.close()
  }
}

/** Processes the reprint queue; a running server may do so at the same time. Returns the number of prints. */
async function reprintAll(store: Pick<Store, 'reprint'>, shell: Shell): Promise<number> {
  let done = 0
  for (let left = 1; left > 0; ) {
    const batch = await store.reprint(now(shell.clock))
    if (batch.other) throw new AppError('config-invalid', otherEpochNotice(batch.other), { hint: otherEpochHint })
    done += batch.reprinted
    left = batch.left
    shell.redraw?.(`${done} reprinted · ${left} left`)
  }
  shell.redraw?.('')
  return done
}
