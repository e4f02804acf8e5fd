import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Manuscript } from '../../../src/domain/content/manuscript.ts'
import { manuscript } from './article.ts'
import { type FormatName, formats, type SourceFormat } from './source.ts'

/** Articles whose text is made once; the archive contains each under many names. */
const different = 500

/** Writes an archive of at least so many bytes, made while it is written, and answers how many articles it holds. */
export async function writeArchive(path: string, name: FormatName, bytes: number): Promise<number> {
  const format: SourceFormat = formats[name]
  const file = createWriteStream(path)
  const ended = finished(file)
  let written = 0
  const write = async (text: string) => {
    written += Buffer.byteLength(text)
    if (!file.write(text)) await new Promise<void>(resolve => file.once('drain', () => resolve()))
  }
  await write(format.head)
  let articles = 0
  while (written < bytes) {
    const text = format.article(article(articles), articles)
    await write(articles === 0 ? text : format.between + text)
    articles += 1
  }
  await write(format.tail)
  file.end()
  await ended
  return articles
}

function article(number: number): Manuscript {
  const one = manuscript(number % different, different)
  return { ...one, slug: `archived-${number}`, title: `${one.title} ${number}` }
}
