import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toHast } from 'mdast-util-to-hast'
import { gfm } from 'micromark-extension-gfm'
import { parseFragment } from 'parse5'
import { SaxesParser } from 'saxes'
import { parse } from 'yaml'
import type { FormatName } from '../corpus/source.ts'

type Parse = (source: string) => number

const isText = (value: unknown): value is string => typeof value === 'string'

/** Only the parsers that each importer uses: makes trees and discards them. Returns the number of articles. */
const byFormat: Partial<Record<FormatName, Parse>> = {
  markdown(source) {
    const [, front = '', body = ''] = source.split(/^---$/m)
    parse(front)
    toHast(fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))
    return 1
  },
  html(source) {
    const { document } = parseHTML(source)
    return new Readability(document as never).parse() ? 1 : 0
  },
  wordpress(source) {
    let articles = 0
    let isContent = false
    const parser = new SaxesParser({ xmlns: true })
    parser.on('opentag', ({ name }) => {
      isContent = name === 'content:encoded'
      if (name === 'item') articles += 1
    })
    parser.on('cdata', text => void (isContent && parseFragment(text)))
    parser.write(source).close()
    return articles
  },
  ghost(source) {
    const posts: { html: unknown }[] = JSON.parse(source).db[0].data.posts
    for (const { html } of posts) if (isText(html)) parseFragment(html)
    return posts.length
  },
}

export function libraries(format: FormatName, sources: readonly Buffer[]): number {
  const read = byFormat[format]
  return sources.reduce((sum, bytes) => sum + (read?.(bytes.toString('utf8')) ?? 0), 0)
}
