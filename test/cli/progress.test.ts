import t from 'tap'
import { createProgress } from '../../src/cli/output/progress.ts'

const source = (bytes?: number) => ({ name: 'a', origin: 'a', bytes, async *open() {} })

/** Records the drawn text, with a clock that advances by `step` milliseconds on each read. */
function drawing(total: number, step = 50) {
  const drawn: string[] = []
  let now = 0
  const progress = createProgress(
    text => drawn.push(text),
    total,
    () => {
      now += step
      return now
    },
  )
  return { ...progress, drawn }
}

t.test('the progress of one file with many articles follows the bytes read', async t => {
  const { watch, reached, step, drawn } = drawing(1000, 1000)
  watch(source(1000)).open()
  reached(0)
  reached(250)
  step()
  t.strictSame(drawn, [
    '░░░░░░░░░░░░░░░░░░░░░░░░ 0 % · 0 · 0/s',
    '██████░░░░░░░░░░░░░░░░░░ 25 % · 0 · 0/s · 12 s left',
    '██████░░░░░░░░░░░░░░░░░░ 25 % · 1 · 0/s · 18 s left',
  ])
})

t.test('opening a file completes the progress of the previous one', async t => {
  const { watch, reached, step, drawn } = drawing(1000, 1000)
  const files = [source(300), source(600), source(100)].map(watch)
  for (const file of files) {
    file.open()
    step()
  }
  reached(5000)
  t.match(drawn.at(-2), / 90 % /)
  t.match(drawn.at(-1), /^█{24} 100 % · 3 · .* · 0 s left$/)
})

t.test('the progress counts articles when no size is known', async t => {
  const { watch, step, drawn } = drawing(0, 1000)
  watch(source()).open()
  step()
  step()
  t.strictSame(drawn.at(-1), '2 · 1/s')
})

t.test('the progress is drawn at most ten times a second, and never without a terminal', async t => {
  const { watch, reached, drawn } = drawing(1000, 10)
  watch(source(1000)).open()
  for (let bytes = 0; bytes < 1000; bytes += 10) reached(bytes)
  t.ok(drawn.length > 5 && drawn.length <= 21, `${drawn.length}`)
  const silent = createProgress(undefined, 10, () => 0)
  t.doesNotThrow(() => {
    silent.step()
    silent.clear()
  })
})
