import { editorKey, openDesk } from '../desk.ts'
import { reading } from '../mixed.ts'
import type { Row, Take } from '../row.ts'

/** Articles that one batch makes and publishes. */
const items = 1000
const paragraph = 'Some *words* with [a link](https://www.example.org/).\n\n- one\n- two\n\n'

/** Large requests of editors, as readers feel them. */
export const editorialRows: Row[] = [
  {
    name: 'hot p99 beside a batch of 1,000',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { slug } = await lab.file('large')
      const { port } = await lab.start(await lab.copy('large'), { OFFPRINT_ADMIN_KEY: editorKey })
      const { send } = openDesk(port)
      const batch = (body: object[]) => send('POST', '/articles:batch', JSON.stringify(body))
      const numbers = Array.from({ length: items }, (_, number) => number)
      let edition = 0
      const publish = numbers.map(number => ({ type: 'publish', externalId: `b:${number}` }))
      const take = async () => {
        edition += 1
        const body = (number: number) => ({ title: `Batch ${number}, ${edition}`, text: 'Two boats.' })
        const put = numbers.map(number => ({ type: 'put', externalId: `b:${number}`, body: body(number) }))
        return p99Beside(port, `/v1/articles/${slug(0)}`, async () => [await batch(put), await batch(publish)], [207])
      }
      return { rounds: 3, contenders: [{ name: 'Offprint', take }] }
    },
  },
  {
    name: 'p99 of /health/live beside the largest hostile body',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { port } = await lab.start(await lab.copy('small'), { OFFPRINT_ADMIN_KEY: editorKey })
      const { send } = openDesk(port)
      const take = async (body: string) =>
        p99Beside(port, '/health/live', async () => [await send('POST', '/articles', body)], [201, 400, 422])
      return {
        rounds: 1,
        contenders: Object.entries(hostile).map(([name, body]) => ({ name, take: () => take(body(2_000_000)) })),
      }
    },
  },
]

/** Bodies of so many bytes, each the worst of its kind. */
const hostile: Record<string, (bytes: number) => string> = {
  Markdown: bytes => JSON.stringify({ title: 'T', markdown: paragraph.repeat(bytes / (paragraph.length + 10)) }),
  HTML: bytes => JSON.stringify({ title: 'T', html: '<ul><li>a<p>b</ul>'.repeat(bytes / 18) }),
  sections: bytes =>
    `{"title":"T","sections":[{"blocks":[${'{"type":"divider"},'.repeat(bytes / 19)}{"type":"divider"}]}]}`,
  'unknown members': bytes => {
    const members = Array.from({ length: bytes / 13 }, (_, index) => [`m${index}`, 1])
    return JSON.stringify({ title: 'T', ...Object.fromEntries(members) })
  },
  lists: bytes => `{"title":"T","custom":{"a":[${'[],'.repeat(bytes / 3)}1]}}`,
}

type Said = { status: number; body: string }

/** The p99 of reads for as long as requests are under way. */
async function p99Beside(
  port: number,
  path: string,
  work: () => Promise<Said[]>,
  expected: readonly number[],
): Promise<Take> {
  let isDone = false
  const reads = reading(() => path, 4)(port, () => isDone)
  const said = await work()
  isDone = true
  const { times, errors } = await reads
  const sorted = times.toSorted((a, b) => a - b)
  const wrong = said.filter(({ status }) => !expected.includes(status))
  return {
    value: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    errors: [...errors, ...wrong.map(({ status, body }) => `a request answered ${status}: ${body.slice(0, 300)}`)],
  }
}
