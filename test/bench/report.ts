import { cpus } from 'node:os'
import type { Cores } from './machine.ts'
import type { Measured, Spread } from './measure.ts'
import type { Plan } from './plan.ts'
import type { Judged, Result } from './result.ts'

const head = [
  'row',
  'contender',
  'median',
  'low–high',
  'ratio',
  'low–high',
  'alone',
  'goal',
  '',
  'server',
  'load',
  'others',
]

/** Columns of the head above that a page shows. */
const shown = [0, 1, 2, 4, 6, 7, 8]

/** Share of a core above which other programs on it affect the figures. */
const disturbing = 0.1

/** How it was measured, in lines. */
export function method(plan: Plan, cores: Cores | undefined): string[] {
  const places = cores
    ? `servers on core ${cores.server}, load on core ${cores.load}`
    : 'nothing pinned (no taskset, or one core): the load takes from the servers'
  return [
    `Node.js ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; ${places}.`,
    `${plan.rounds} rounds in turn of ${plan.sliceMs} ms, ${plan.connections} connections with one request each; medians.`,
    'ratio = ours ÷ contender in the same round; alone = the same per second that the servers worked, as if nothing else ran.',
    'server and load: shares of their cores; others: what else ran there.',
  ]
}

/** Reasons for doubtful figures: other programs on the cores. */
export function doubts(results: readonly Result[]): string[] {
  const others = results.flatMap(({ measured }) => measured.flatMap(({ busy }) => busy?.others ?? []))
  const mean = (share: (one: { server: number; load: number }) => number) =>
    others.reduce((sum, one) => sum + share(one), 0) / others.length
  const [server, load] = [mean(one => one.server), mean(one => one.load)]
  if (!(server > disturbing || load > disturbing)) return []
  return [
    `PROVISIONAL: other processes took ${percent(server)} of the servers’ core and ${percent(load)} of the load’s. Repeat it on a quiet machine.`,
  ]
}

/** The results as a table for a terminal of any width, with notes and failures below. */
export function table(results: readonly Result[]): string {
  const cells = [head, ...results.flatMap(lines)]
  const widths = head.map((_, column) => Math.max(...cells.map(line => (line[column] ?? '').length)))
  const text = cells.map(line =>
    line
      .map((cell, at) => pad(cell, widths[at] ?? 0, at))
      .join('  ')
      .trimEnd(),
  )
  const rule = widths.map(width => '─'.repeat(width)).join('  ')
  const remarks = results.flatMap(({ row, notes, errors }) => [
    ...errors.map(error => `${row}: FAILED: ${error}`),
    ...notes.map(note => `${row}: ${note}`),
  ])
  return [text[0], rule, ...text.slice(1), '', ...remarks].join('\n')
}

/** The same for a page: a Markdown table without shares of cores. */
export function markdown(results: readonly Result[]): string {
  const [columns = [], ...cells] = [head, ...results.flatMap(lines)].map(line =>
    shown.map(column => line[column] ?? ''),
  )
  const line = (of: readonly string[]) => `| ${of.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = columns.map((_, at) => (at < 2 || at > 4 ? '---' : '---:'))
  const failed = results.flatMap(({ row, errors }) => errors.map(error => `- ${row}: FAILED: ${error}`))
  const notes = results.flatMap(({ row, notes }) => notes.map(note => `- ${row}: ${note}`))
  return [line(columns), line(rule).replaceAll(' ', ''), ...cells.map(line), '', ...failed, ...notes].join('\n')
}

function lines({ row, unit, measured, goals, errors }: Result): string[][] {
  if (measured.length === 0) return [[row, '', '', '', '', '', '', '', 'failed']]
  return measured.map((one, index) => {
    const goal = goals.find(
      ({ against, of }) => (against ?? of) === one.name || (index === 0 && (against ?? of) === undefined),
    )
    const failed = index === 0 && errors.length > 0 ? 'failed' : ''
    return [
      index === 0 ? row : '',
      one.name,
      `${figure(one.value.median)} ${unit}`,
      range(one.value, figure),
      one.ratio ? ratio(one.ratio.median) : '',
      one.ratio ? range(one.ratio, ratio) : '',
      one.ratioAlone === undefined ? '' : ratio(one.ratioAlone),
      goal ? bound(goal) : '',
      failed || (goal ? verdict(goal) : ''),
      ...shares(one),
    ]
  })
}

function shares({ busy }: Measured): string[] {
  const share = (value: number | undefined) => (value === undefined ? '' : percent(value))
  return [share(busy?.server), share(busy?.others?.server), share(busy?.load), share(busy?.others?.load)]
}

function verdict({ reached }: Judged): string {
  if (reached === undefined) return 'not yet'
  return reached ? 'reached' : 'missed'
}

function bound({ atLeast, atMost }: Judged): string {
  return atLeast === undefined ? `≤ ${atMost}` : `≥ ${ratio(atLeast)}`
}

function range({ low, high }: Spread, show: (value: number) => string): string {
  return `${show(low)}–${show(high)}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function ratio(value: number): string {
  return value.toFixed(2)
}

function figure(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en') : '–'
}

function pad(cell: string, width: number, column: number): string {
  return column < 2 || column === 7 || column === 8 ? cell.padEnd(width) : cell.padStart(width)
}
