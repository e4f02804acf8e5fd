import { parseArgs } from 'node:util'
import { openLab } from './lab.ts'
import { pinSelf } from './machine.ts'
import { fullPlan, quickPlan } from './plan.ts'
import { doubts, markdown, method, table } from './report.ts'
import { measureRow, type Result } from './result.ts'
import { rows } from './rows.ts'

/**
 * `npm run bench -- [--only <part of a row's name>]… [--quick] [--json | --markdown]`: measures Offprint beside
 * what it is built on, in one run. Ends with 1 where something could not be measured; a missed goal is no failure.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
  },
})
const tell = (line: string) => void process.stderr.write(`${line}\n`)
const wanted = rows.filter(({ name }) => values.only.length === 0 || values.only.some(part => name.includes(part)))
if (wanted.length === 0) {
  tell(`No row is called that. There are: ${rows.map(({ name }) => name).join('; ')}.`)
  process.exit(2)
}

const plan = values.quick ? quickPlan : fullPlan
const cores = pinSelf()
const lab = openLab(plan, cores, tell)
const results: Result[] = []
try {
  for (const row of wanted) {
    const started = performance.now()
    tell(`${row.name} …`)
    results.push(await measureRow(row, lab))
    tell(`${row.name}: ${Math.round((performance.now() - started) / 1000)} s`)
  }
} finally {
  await lab.close()
}
const how = [...method(plan, cores), ...doubts(results)]
process.stdout.write(
  values.json
    ? `${JSON.stringify({ method: how, plan, cores, results }, null, 2)}\n`
    : `${how.join('\n')}\n\n${values.markdown ? markdown(results) : table(results)}\n`,
)
process.exitCode = results.some(({ errors }) => errors.length > 0) ? 1 : 0
