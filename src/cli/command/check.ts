import { Command } from 'commander'
import { type StoreCheck, type StoreProblem, storeParts } from '../../domain/store/check.ts'
import { exitCode, type Shell } from '../shell.ts'
import { siteOf } from '../site.ts'

type Options = { repair?: true; json?: true }

/** `offprint check` */
export function checkCommand(shell: Shell, exit: (code: number) => void): Command {
  return new Command('check')
    .description('check all data of the database; the server may run')
    .option('--repair', 'make derived data again: indexes, prints, lists and counts')
    .option('--json', 'print the result as JSON')
    .action(async ({ repair, json }: Options) => {
      const config = shell.config()
      const checked = await shell.checkStore(config, siteOf(config), repair === true)
      const isSound = checked.unrepaired === 0
      if (json) shell.out(JSON.stringify({ status: isSound ? 'ok' : 'problems', ...checked }, null, 2))
      else print(checked, shell)
      if (!isSound) exit(exitCode.problems)
    })
}

function print(checked: StoreCheck, shell: Shell): void {
  const { prints, waiting, otherConfiguration, unrepaired, problems, unchecked = [] } = checked
  for (const part of storeParts) {
    const found = problems.filter(problem => problem.part === part)
    if (unchecked.includes(part)) {
      shell.out(`${part.padEnd(12)}not checked on PostgreSQL`)
      continue
    }
    shell.out(`${part.padEnd(12)}${found.length === 0 ? 'ok' : `${found.length} problems`}`)
    for (const problem of found) shell.out(`  ${line(problem)}`)
  }
  const listed = problems.filter(problem => !problem.repaired).length
  if (unrepaired > listed) shell.out(`${unrepaired - listed} further problems are not listed`)
  shell.out(`${prints} prints equal their editions`)
  if (waiting > 0) shell.out(`${waiting} prints wait for a reprint`)
  if (otherConfiguration > 0) {
    shell.err(
      `${otherConfiguration} prints were made with another configuration, and only their checksums were compared. Run the check with the settings of the server.`,
    )
  }
}

function line({ articleId, detail, repaired }: StoreProblem): string {
  const subject = articleId === undefined ? '' : `article ${articleId}: `
  return `${subject}${detail}${repaired ? ' (repaired)' : ''}`
}
