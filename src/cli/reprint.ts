import { Command } from 'commander'
import { otherEpochHint, otherEpochNotice } from '../change/leased/epoch.ts'
import { AppError } from '../domain/error.ts'
import { now } from '../domain/instant.ts'
import type { Store } from '../domain/store/store.ts'
import type { Shell } from './shell.ts'
import { siteOf } from './site.ts'

/** `offprint reprint` */
export function reprintCommand(shell: Shell): Command {
  return new Command('reprint')
    .description('print again, with this configuration, all articles that another configuration printed')
    .option('--take-over', 'record this configuration also where another one was recorded after it')
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
    shell.out(`${checked} articles printed again for ${site.publicUrl}; ${changed} of them changed`)
  } finally {
    await store.close()
  }
}

/** Works off what waits, beside a server that does the same; answers how many prints that were. */
async function reprintAll(store: Pick<Store, 'reprint'>, shell: Shell): Promise<number> {
  let done = 0
  for (let left = 1; left > 0; ) {
    const batch = await store.reprint(now(shell.clock))
    if (batch.other) throw new AppError('config-invalid', otherEpochNotice(batch.other), { hint: otherEpochHint })
    done += batch.reprinted
    left = batch.left
    shell.redraw?.(`${done} printed again · ${left} left`)
  }
  shell.redraw?.('')
  return done
}
