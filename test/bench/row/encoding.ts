import { fetchExpected } from '../answer.ts'
import { rate } from '../contender.ts'
import type { Lab } from '../lab.ts'
import { get } from '../load.ts'
import type { Contender, Row } from '../row.ts'
import { articlePath } from '../target.ts'

/** The cost of compressed responses for a client. */
export const encodingRows: Row[] = ['br', 'gzip'].map(encoding => ({
  name: `${encoding} article`,
  unit: 'req/s',
  goals: [{ against: 'identity', atLeast: 0.95 }],
  async prepare(lab) {
    const path = await articlePath((await lab.offprint('small')).port)
    const coded = await hot(encoding, path, lab)
    const plain = await hot('identity', path, lab)
    const notYet = coded.sent === encoding ? undefined : `answered without ${encoding}: there is nothing to compare`
    return { contenders: [coded.contender, plain.contender], notes: [`${coded.bytes} bytes`], notYet }
  },
}))

/** `sent` is the encoding that was answered. */
type Hot = { contender: Contender; bytes: number; sent: string }

async function hot(encoding: string, path: string, lab: Lab): Promise<Hot> {
  const server = await lab.offprint('small')
  const accepts = { 'Accept-Encoding': encoding }
  const answer = await fetchExpected(server.port, path, 200, accepts)
  const request = get(path, accepts)
  const bytes = answer.body.length
  const sent = String(answer.headers['content-encoding'] ?? 'identity')
  return { contender: rate(encoding, server, lab, () => request, { status: 200, length: bytes }), bytes, sent }
}
