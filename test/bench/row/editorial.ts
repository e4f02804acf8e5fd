import { editorKey, openDesk } from '../desk.ts'
import { p99During } from '../paced.ts'
import type { Row } from '../row.ts'

/** Articles that one batch writes and publishes: two items each. */
const articles = 500
const paragraph = 'Some *words* with [a link](https://www.example.org/).\n\n- one\n- two\n\n'

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

/** How long a reader waits while large requests of editors are processed. */
export const editorialRows: Row[] = [
  {
    name: 'hot p99 during batches of 1,000',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { slug } = await lab.file('large')
      const { port } = await lab.start(await lab.copy('large'), { OFFPRINT_ADMIN_KEY: editorKey })
      const { send } = openDesk(port)
      let edition = 0
      const work = async () => {
        edition += 1
        const items = Array.from({ length: articles }, (_, number) => {
          const externalId = `b:${number}`
          const body = { title: `Batch ${number}, ${edition}`, text: 'Two boats.' }
          return [
            { type: 'put', externalId, body },
            { type: 'publish', externalId },
          ]
        })
        return unexpected([207], await send('POST', '/articles:batch', JSON.stringify(items.flat())))
      }
      return {
        rounds: 1,
        contenders: [{ name: 'Offprint', take: () => p99During(port, `/v1/articles/${slug(0)}`, work, lab.plan) }],
      }
    },
  },
  {
    name: 'p99 of /health/live during the largest hostile bodies',
    unit: 'ms',
    goals: Object.keys(hostile).map(of => ({ of, atMost: 50 })),
    async prepare(lab) {
      const { port } = await lab.start(await lab.copy('small'), { OFFPRINT_ADMIN_KEY: editorKey })
      const { send } = openDesk(port)
      const take = (body: string) => {
        const work = async () => unexpected([201, 400, 422], await send('POST', '/articles', body))
        return p99During(port, '/health/live', work, lab.plan)
      }
      return {
        rounds: 1,
        contenders: Object.entries(hostile).map(([name, body]) => ({ name, take: () => take(body(2_000_000)) })),
      }
    },
  },
]

function unexpected(expected: readonly number[], ...answers: { status: number; body: string }[]): string[] {
  const wrong = answers.filter(({ status }) => !expected.includes(status))
  return wrong.map(({ status, body }) => `a request answered ${status}: ${body.slice(0, 300)}`)
}
