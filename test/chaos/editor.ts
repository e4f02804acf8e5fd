import type { Fleet, Request } from './fleet.ts'
import { type Random, seeded } from './random.ts'

/** What the store must hold about an article, by what its editor was answered. */
export type Expected = {
  id: string
  title: string
  version: number
  status: 'draft' | 'published' | 'unpublished' | 'withdrawn'
  /** Title that readers get; undefined = none. */
  delivered: string | undefined
  etag: string
}

const operations = ['create', 'edit', 'edit', 'publish', 'publish', 'publish', 'unpublish', 'withdraw'] as const

export type Editor = {
  articles: Map<string, Expected>
  /** Every operation with its result, as text. */
  history: string[]
  /** Carries out the next operation that the seed demands. Returns faults. */
  step(): Promise<string[]>
}

/**
 * An editor that works on articles of its own, one operation after the other. The operations follow from the seed and from
 * earlier answers only, whatever happens to the processes: each is repeated until it is answered.
 */
export function createEditor(number: number, seed: number, fleet: Fleet): Editor {
  const random = seeded(seed * 7919 + number)
  const articles = new Map<string, Expected>()
  const history: string[] = []
  let count = 0

  async function step(): Promise<string[]> {
    count += 1
    const open = [...articles.values()].filter(({ status }) => status !== 'withdrawn')
    const operation = random.pick(operations)
    const target = random.below(Math.max(1, open.length))
    const current = open[target]
    const faults: string[] = []
    const title = `Editor ${number} operation ${count}`
    if (operation === 'create' || !current) await create(title, random)
    else if (operation === 'edit') await edit(current, title)
    else if (operation === 'publish') {
      await transition(current, 'publish')
      faults.push(...(await freshness(current)))
    } else if (current.status === 'published') await transition(current, operation)
    return faults
  }

  async function create(title: string, { below }: Random): Promise<void> {
    const words = Array.from({ length: 1 + below(40) }, () => 'Ferries leave on time.').join(' ')
    const key = `create-${number}-${count}`
    const body = await answered({
      ...post('/v1/editorial/articles', { title, markdown: `${words}\n\n## Then\n\n${words}` }),
      headers: { 'idempotency-key': `"${key}"` },
    })
    articles.set(body.id, {
      id: body.id,
      title,
      version: body.version,
      status: 'draft',
      delivered: undefined,
      etag: body.etag,
    })
    history.push(`${title}: create ${body.id}`)
  }

  async function edit(current: Expected, title: string): Promise<void> {
    const path = `/v1/editorial/articles/${current.id}`
    const headers = { 'if-match': current.etag }
    const answer = await fleet.ask({ method: 'PATCH', path, body: { title }, headers })
    // An attempt without an answer may have been the first to arrive.
    const shown = answer.status === 412 ? await fleet.ask({ method: 'GET', path }) : answer
    const body = parsed(shown, path)
    if (body.title !== title) throw new Error(`${path}: expected the title “${title}”, not ${shown.body.slice(0, 300)}`)
    Object.assign(current, { title, version: body.version, etag: body.etag })
    history.push(`${title}: edit ${current.id} to version ${body.version}`)
  }

  async function transition(current: Expected, kind: 'publish' | 'unpublish' | 'withdraw'): Promise<void> {
    const key = `${kind}-${number}-${count}`
    const body = await answered({
      ...post(`/v1/editorial/articles/${current.id}/${kind}`, {}),
      headers: { 'if-match': current.etag, 'idempotency-key': `"${key}"` },
    })
    const status = ({ publish: 'published', unpublish: 'unpublished', withdraw: 'withdrawn' } as const)[kind]
    const delivered = kind === 'publish' ? current.title : undefined
    Object.assign(current, { status, delivered, version: body.version, etag: body.etag })
    history.push(`Editor ${number} operation ${count}: ${kind} ${current.id} at version ${body.version}`)
  }

  /** After a publication is answered, no process may deliver an older print. */
  async function freshness({ id, delivered }: Expected): Promise<string[]> {
    const read = { method: 'GET', path: `/v1/articles/${id}?fields=title` }
    const answers = await Promise.all(Array.from({ length: fleet.size }, (_, index) => fleet.askOnce(index, read)))
    return answers.flatMap((answer, index) => {
      if (!answer || (answer.status === 200 && answer.body.includes(JSON.stringify(delivered)))) return []
      return [`process ${index} delivers ${id} as ${answer.status} ${answer.body.slice(0, 200)}, not as “${delivered}”`]
    })
  }

  async function answered(request: Request) {
    return parsed(await fleet.ask(request), `${request.method} ${request.path}`)
  }

  return { articles, history, step }
}

function parsed({ status, body, etag }: { status: number; body: string; etag: string | null }, what: string) {
  if (status !== 200 && status !== 201) throw new Error(`${what} was answered with ${status}: ${body.slice(0, 500)}`)
  const { id, title, version } = JSON.parse(body) as { id: string; title: string; version: number }
  return { id, title, version, etag: etag ?? '*' }
}

function post(path: string, body: object): Request {
  return { method: 'POST', path, body }
}
