import { fork } from 'node:child_process'
import t from 'tap'
import { formats } from './hostile-input/format.ts'
import { type Measured, mostTime } from './hostile-input/measure.ts'

t.setTimeout(1_200_000)

/** Milliseconds after which a pattern counts as endless. */
const patience = 60_000
/** How many times the output may grow when the source is eight times as long. */
const maxOutput = 12
/** Output characters allowed for each character of the source. */
const maxExpansion = 60

for (const { name, patterns } of formats) {
  t.test(`${name}: hostile input takes linear time and memory, or is refused`, async t => {
    const titles = Object.keys(patterns)
    t.ok(titles.length >= 20, 'there are at least 20 patterns')
    for (let done = 0; done < titles.length; ) {
      const found = await measured(name, done)
      for (const { time, length, few, many } of found) {
        const title = titles[done]
        t.ok(time <= mostTime, `${title}: eight times the source takes ${time.toFixed(1)} times the time`)
        const isLinear = many <= Math.max(few, 10_000) * maxOutput && many <= length * maxExpansion
        t.ok(isLinear, `${title}: ${length} bytes become ${many} characters, an eighth of them ${few}`)
        done += 1
      }
      if (done === titles.length) break
      t.fail(`${titles[done]}: the process ran out of memory or took longer than ${patience / 1000} seconds`)
      done += 1
    }
  })
}

/** Measures the patterns from `first` on in a new process, until it ends or one of them takes too long. */
function measured(name: string, first: number): Promise<Measured[]> {
  const found: Measured[] = []
  const child = fork(new URL('hostile-input/measure.ts', import.meta.url), [name, String(first)], {
    execArgv: ['--max-old-space-size=512'],
    env: {},
  })
  let limit = setTimeout(() => child.kill('SIGKILL'), patience)
  child.on('message', (one: Measured) => {
    found.push(one)
    clearTimeout(limit)
    limit = setTimeout(() => child.kill('SIGKILL'), patience)
  })
  return new Promise(resolve =>
    child.once('close', () => {
      clearTimeout(limit)
      resolve(found)
    }),
  )
}
