import { existsSync, readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { AppDeps } from '../../../src/app/deps.ts'
import { type Scope, scopes } from '../../../src/domain/access/key.ts'
import type { ImportJob, ImportJobItem } from '../../../src/domain/import/job.ts'
import { importNext } from '../../../src/editorial/import/queue.ts'
import { type RunDeps, runImport } from '../../../src/editorial/import/run.ts'
import { numberedIds, site } from '../../domain/sample.ts'
import { desk } from './desk.ts'

export const imports = '/v1/editorial/imports'

export type Body = NonNullable<RequestInit['body']>

type Upload = {
  query?: string
  type?: string | undefined
  headers?: Record<string, string>
  scopes?: readonly Scope[]
}

export type Answer = {
  status: number
  headers: Headers
  body: ImportJob & { url: string; code?: string; detail?: string }
}

/** The application on a port, with an editor who sends files and a function that runs waiting imports. */
export async function importDesk(
  t: Test,
  maxBytes = 50_000,
  waiting = { imports: 50, bytes: 4_000_000 },
  more: Partial<AppDeps> = {},
) {
  const folder = `${t.testdirName}/offprint.db-imports`
  const made = await desk(t, { uploads: { maxBytes }, waitingImports: waiting, ...more })
  const { app, ask, check, store, time, secretOf } = made
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const newId = numberedIds('0dee0000')
  const clock = () => time.now
  const origin = `http://127.0.0.1:${port}`

  async function send(body: Body, { query = '', type, headers, scopes: own = scopes }: Upload = {}): Promise<Answer> {
    const authorization = `Bearer ${await secretOf(own)}`
    const isForm = body instanceof FormData || type?.startsWith('multipart/form-data')
    const path = isForm ? `${imports}:upload` : imports
    const answer = await fetch(`${origin}${path}${query}`, {
      method: 'POST',
      body,
      headers: { authorization, ...(type !== undefined && { 'content-type': type }), ...headers },
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    } as RequestInit)
    const text = await answer.text()
    const faults = check.faultsOf({
      method: 'POST',
      url: path,
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: text,
    })
    if (faults.length > 0) throw new Error(faults.join('; '))
    const said = JSON.parse(text)
    return { status: answer.status, headers: answer.headers, body: said as Answer['body'] }
  }

  /** Runs waiting imports, as a process with that name. */
  async function work(owner = 'process', part: Partial<RunDeps> = {}): Promise<void> {
    const failed =
      part.failed ??
      ((error: unknown) => {
        throw error
      })
    const run: Parameters<typeof importNext>[0]['run'] = (job, name, signal) =>
      runImport(job, {
        store,
        site,
        clock,
        newId,
        owner: name,
        isStopping: () => signal.aborted,
        failed,
        ...part,
      })
    while (await importNext({ store, clock, owner, keptDays: 30, run }, new AbortController().signal, failed))
      if (part.isStopping) return
  }

  return {
    ...made,
    origin,
    folder,
    send,
    work,
    /** File names of stored uploads. */
    kept: (): string[] => (existsSync(folder) ? readdirSync(folder) : []),
    /** Ids of stored uploads, wherever the store keeps them. */
    uploads: async (): Promise<string[]> => (await store.uploads()).map(one => one.id),
    async job(id: string): Promise<ImportJob> {
      return (await ask('GET', `${imports}/${id}`)).body as unknown as ImportJob
    },
    async items(id: string, query = ''): Promise<ImportJobItem[]> {
      const { body } = await ask('GET', `${imports}/${id}/items${query}`)
      return body['items'] as ImportJobItem[]
    },
  }
}

export function page(title: string, ...paragraphs: string[]): string {
  return [`---\ntitle: ${title}\n---`, ...paragraphs].join('\n\n')
}

export function form(files: Record<string, string>, type = 'text/markdown'): FormData {
  const data = new FormData()
  for (const [name, text] of Object.entries(files)) data.append('file', new Blob([text], { type }), name)
  return data
}
