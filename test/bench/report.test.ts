import t from 'tap'
import { markdown } from './report.ts'
import type { Result } from './result.ts'

const one = (figure: number) => ({ median: figure, low: figure, high: figure })

t.test(
  'results are written as a Markdown table with reached and missed goals, and with notes and failures below',
  t => {
    const results: Result[] = [
      {
        row: 'hot list',
        unit: 'req/s',
        measured: [
          { name: 'Offprint', value: one(9500), errors: [] },
          { name: 'node:http', value: one(10_000), ratio: one(0.95), ratioAlone: 0.97, errors: [] },
        ],
        goals: [{ against: 'node:http', atLeast: 0.9, value: 0.95, reached: true }],
        notes: ['20 items'],
        errors: [],
      },
      {
        row: 'memory',
        unit: 'MB',
        measured: [{ name: 'after', value: one(300), errors: [] }],
        goals: [{ atMost: 250, value: 300, reached: false }],
        notes: [],
        errors: [],
      },
      { row: 'sync', unit: 'µs', measured: [], goals: [], notes: [], errors: ['no | answer'] },
    ]
    t.equal(
      markdown(results),
      [
        '| row | contender | median | ratio | alone | goal |  |',
        '|---|---|---:|---:|---:|---|---|',
        '| hot list | Offprint | 9,500 req/s |  |  |  |  |',
        '|  | node:http | 10,000 req/s | 0.95 | 0.97 | ≥ 0.90 | reached |',
        '| memory | after | 300 MB |  |  | ≤ 250 | missed |',
        '| sync |  |  |  |  |  | failed |',
        '',
        '- sync: FAILED: no | answer',
        '- hot list: 20 items',
      ].join('\n'),
    )
    t.end()
  },
)
