import t from 'tap'
import { sectionId } from '../../src/domain/address/element-id.ts'
import { blocksHtml } from '../../src/render/block-html.ts'
import { calloutWords } from '../../src/render/callout-words.ts'
import { htmlSetting } from '../../src/render/html-setting.ts'
import { calloutLabel, labelsFor } from '../../src/render/label.ts'
import { pageWords } from '../../src/render/page-words.ts'
import { blocksText } from '../../src/render/text.ts'

t.test('labels: every language has every word, in its own script', async t => {
  const scripts: Record<string, RegExp> = {
    ar: /^\p{Script=Arabic}/u,
    he: /^\p{Script=Hebrew}/u,
    ru: /^\p{Script=Cyrillic}/u,
  }
  t.strictSame(Object.keys(calloutWords), Object.keys(pageWords))
  for (const language of Object.keys(pageWords)) {
    t.strictSame(Intl.PluralRules.supportedLocalesOf(language), [language])
    const { readingTime, views, ...words } = labelsFor(language)
    for (const count of [0, 1, 2, 5, 11, 21, 1000]) {
      t.ok(readingTime(count).startsWith(`${count} `) && views(count).startsWith(`${count} `), language)
    }
    const all = [...Object.values(words), ...['note', 'tip', 'details'].map(kind => calloutLabel(kind, language) ?? '')]
    t.ok(
      all.every(word => word === word.trim() && word !== '' && (scripts[language] ?? /./).test(word)),
      language,
    )
  }
})

t.test('labels: exist for tags with regions, other names of a language, and unknown languages', async t => {
  t.strictSame(
    ['nn-NO', 'zh-TW', 'zh-Hant-HK', 'zh-CN', 'AR', 'tlh'].map(tag => calloutLabel('details', tag)),
    ['Detaljer', '詳情', '詳情', '详情', 'التفاصيل', 'Details'],
  )
})

t.test('callouts state their kind in words, unless their title does', async t => {
  const blocks = [{ type: 'paragraph' as const, content: [{ text: 'Text.' }] }]
  const html = (kind: string, title?: string) =>
    blocksHtml([{ type: 'callout', kind, ...(title && { title }), blocks }], htmlSetting({ language: 'de' })).markup
  const text = (kind: string, title?: string) =>
    blocksText([{ type: 'callout', kind, ...(title && { title }), blocks }], 'de')
  t.equal(
    html('warning'),
    '<aside class="callout warning"><p class="callout-title"><strong><span class="callout-kind">Warnung</span></strong></p><p>Text.</p></aside>',
  )
  t.match(html('warning', 'Halt'), '<strong><span class="callout-kind">Warnung: </span>Halt</strong>')
  t.notMatch(html('warning', 'Warnung vor Wind'), 'callout-kind')
  t.match(html('details'), '<summary><span class="callout-kind">Details</span></summary>')
  t.strictSame(
    [text('warning'), text('tip', 'Früh'), text('odd')],
    ['Warnung: Text.', 'Tipp: Früh\n\nText.', 'Hinweis: Text.'],
  )
})

t.test('pictures without a known alternative text have no alt; a header that spans rows stays in one part', async t => {
  const image = { url: 'https://e.org/a.png', variants: [] }
  const alts = [image, { ...image, alt: '' }].map(
    one => blocksHtml([{ type: 'image', image: one }], htmlSetting()).markup,
  )
  t.strictSame(
    alts.map(one => one.includes(' alt=""')),
    [false, true],
  )
  const cell = (text: string, header: boolean, rowspan = 1) => ({ content: [{ text }], header, colspan: 1, rowspan })
  const rows = [
    { cells: [cell('a', true, 2), cell('b', true)] },
    { cells: [cell('c', false)] },
    { cells: [cell('d', false)] },
  ]
  const table = (of: typeof rows) =>
    blocksHtml([{ type: 'table', rows: of }], htmlSetting()).markup.replace(/<(\w+)[^>]*>/g, '<$1>')
  t.equal(
    table(rows),
    '<table><thead><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></thead><tbody><tr><td>d</td></tr></tbody></table>',
  )
  t.equal(table(rows.slice(0, 2)), '<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></tbody></table>')
})

t.test('ids of sections never begin with a digit', async t => {
  t.strictSame(['3-look', 'who-pays', '2024'].map(sectionId), ['_3-look', 'who-pays', '_2024'])
})
