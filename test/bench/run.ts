import { parseArgs } from 'node:util'
import { openLab } from './lab.ts'
import { pinSelf } from './machine.ts'
import { fullPlan, quickPlan } from './plan.ts'
import { openPostgres } from './postgres.ts'
import { doubts, markdown, method, table } from './report.ts'
import { measureRow, type Result } from './result.ts'
import { postgresRows } from './row/postgres.ts'
import type { Row } from './row.ts'
import { rows } from './rows.ts'

/**
 * `npm run bench -- [--only <part of a row's name>]… [--engine postgres] [--quick] [--rounds <n>] [--articles <n>]
 * [--json | --markdown]`: compares Offprint with what it is built on, in one run. `--articles`: of the large file; the goals
 * are for 100,000. Ends with 1 where something could not be measured; a missed goal is not a failure.
 */
const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    articles: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
  },
})
const tell = (line: string) => void process.stderr.write(`${line}\n`)
const rowsOf: Record<string, readonly Row[]> = { sqlite: rows, postgres: postgresRows }
const known = rowsOf[values.engine]
if (known === undefined) {
  tell(`--engine is ${Object.keys(rowsOf).join(' or ')}.`)
  process.exit(2)
}
const wanted = known.filter(({ name }) => values.only.length === 0 || values.only.some(part => name.includes(part)))
if (wanted.length === 0) {
  tell(`No row is called that. There are: ${known.map(({ name }) => name).join('; ')}.`)
  process.exit(2)
}

const usual = values.quick ? quickPlan : fullPlan
const plan = {
  ...usual,
  rounds: Number(values.rounds ?? usual.rounds),
  large: Number(values.articles ?? usual.large),
}
const cores = pinSelf()
const lab = openLab(plan, cores, tell, values.engine === 'postgres' ? openPostgres(cores, tell) : undefined)
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
