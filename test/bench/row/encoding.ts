import { fetchExpected } from '../answer.ts'
import { rate } from '../contender.ts'
import type { Lab } from '../lab.ts'
import { get } from '../load.ts'
import type { Contender, Row } from '../row.ts'
import { articlePath } from '../target.ts'

/** What a client pays for taking compressed answers. */
export const encodingRows: Row[] = ['br', 'gzip'].map(encoding => ({
  name: `${encoding} article`,
  unit: 'req/s',
  goals: [{ against: 'identity', atLeast: 0.95 }],
  async prepare(lab) {
    const path = await articlePath((await lab.offprint('small')).port)
    const coded = await hot(encoding, path, lab)
    const plain = await hot('identity', path, lab)
    return { contenders: [coded.contender, plain.contender], notes: coded.notes }
  },
}))

async function hot(encoding: string, path: string, lab: Lab): Promise<{ contender: Contender; notes: string[] }> {
  const server = await lab.offprint('small')
  const accepts = { 'Accept-Encoding': encoding }
  // The first answer may still be plain: compression is made in the background.
  for (let tries = 0; tries < 50; tries += 1) {
    const { headers } = await fetchExpected(server.port, path, 200, accepts)
    if (headers['content-encoding'] === encoding) break
  }
  const { headers, body } = await fetchExpected(server.port, path, 200, accepts)
  const sent = headers['content-encoding'] ?? 'identity'
  const request = get(path, accepts)
  const expect = { status: 200, length: body.length }
  return {
    contender: rate(encoding, server, lab, () => request, expect),
    notes: [
      sent === encoding ? `${body.length} bytes` : `answered without ${encoding}: there is nothing to compare yet`,
    ],
  }
}
