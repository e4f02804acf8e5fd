import { test } from 'tap'
import type { Inline } from '../../src/domain/body/inline.ts'
import { plainText } from '../../src/domain/body/inline.ts'
import { legible } from '../../src/domain/text/legible-text.ts'
import { blocksHtml } from '../../src/render/block-html.ts'
import { htmlSetting } from '../../src/render/html-setting.ts'
import { inlineHtml } from '../../src/render/inline-html.ts'
import { fc } from '../property.ts'
import { dangers, readFragment } from '../syndication/html-document.ts'
import { blocks, inlines } from './blocks.ts'

const inline = (content: Inline[], base?: string) =>
  inlineHtml(
    content,
    htmlSetting({
      footnotes: [{ anchor: 'n', label: '1', blocks: [] }],
      page: base === undefined ? base : { canonicalUrl: base, slug: 'a' },
    }),
  ).markup

test('html: adjacent runs share the element of a common mark', async t => {
  t.equal(
    inline([
      { text: 'a', strong: true },
      { text: 'b', strong: true, emphasis: true },
      { text: 'c', emphasis: true },
    ]),
    '<strong>a<em>b</em></strong><em>c</em>',
  )
  t.equal(
    inline([
      { text: 'a', link: { href: 'https://e.org/' } },
      { text: 'b', code: true, link: { href: 'https://e.org/' } },
    ]),
    '<a href="https://e.org/">a<code>b</code></a>',
  )
})

test('html: writes line breaks, languages and references', async t => {
  t.equal(inline([{ text: 'a\nb' }]), 'a<br>b')
  t.equal(
    inline([
      { text: 'שלום', lang: 'he' },
      { text: 'x', lang: 'no such' },
    ]),
    '<span lang="he" dir="rtl">שלום</span>x',
  )
  t.equal(
    inline([{ text: 'word' }, { text: '1', footnote: 'n' }]),
    'word<sup><a id="ref:n" href="#note:n" role="doc-noteref">1</a></sup>',
  )
  t.equal(
    inline([{ text: 'word', footnote: 'n' }], 'https://e.org/a'),
    'word<sup><a href="https://e.org/a#note:n" role="doc-noteref">1</a></sup>',
  )
  t.equal(inline([{ text: 'word', footnote: 'unknown' }]), 'word')
  t.equal(
    inline([{ text: 'x', link: { href: '#ä b' } }], 'https://e.org/a'),
    '<a href="https://e.org/a#%C3%A4_b">x</a>',
  )
})

test('html: any runs of text keep their words', async () => {
  fc.assert(
    fc.property(inlines, content => {
      const { text, errors } = readFragment(`<p>${inline(content)}</p>`)
      return (
        errors.length === 0 &&
        text === legible(plainText(content.map(run => ({ ...run, text: run.text.replace(/\r\n?/g, '\n') }))))
      )
    }),
    { numRuns: 200 },
  )
})

test('html: any blocks parse without errors and contain nothing that runs', async () => {
  fc.assert(
    fc.property(blocks, some => {
      const { elements, errors } = readFragment(
        blocksHtml(some, htmlSetting({ language: 'en', page: { canonicalUrl: 'https://e.org/a', slug: 'a' } })).markup,
      )
      return errors.length === 0 && dangers(elements).length === 0
    }),
    { numRuns: 100, interruptAfterTimeLimit: 3000 },
  )
})
