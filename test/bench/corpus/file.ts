import { spawn } from 'node:child_process'
import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Cores, unpinned } from '../machine.ts'
import { articleSlug } from './article.ts'
import { corpusVersion } from './version.ts'

export type CorpusFile = {
  path: string
  articles: number
  /** All its slugs one after the other, jumping about in the file. */
  slug(position: number): string
}

/** A store file with so many published articles: from the cache, or made now through the store itself. */
export async function corpusFile(
  articles: number,
  cores: Cores | undefined,
  tell: (line: string) => void,
): Promise<CorpusFile> {
  const folder = join(tmpdir(), 'offprint-bench')
  const path = join(folder, `${articles}-${await corpusVersion()}.db`)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const started = performance.now()
    tell(`making ${path} …`)
    await generate(path, articles, cores)
    const seconds = (performance.now() - started) / 1000
    tell(`made ${articles} articles in ${seconds.toFixed(1)} s (${Math.round(articles / seconds)} a second)`)
  }
  await readThrough(path)
  return { path, articles, slug: position => articleSlug((position * stride) % articles) }
}

/** Shares no factor with a power of ten, and jumps by the golden section. */
const stride = 61_803

function generate(path: string, articles: number, cores: Cores | undefined): Promise<void> {
  const script = fileURLToPath(new URL('generate.ts', import.meta.url))
  const [command = '', ...args] = unpinned([process.execPath, script, path, String(articles)], cores)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject)
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`generating ${path} ended with ${code}`))))
  })
}

/** Reads the file into the page cache of the system, so that no row measures the disk. */
async function readThrough(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }));
}
