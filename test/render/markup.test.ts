import { test } from 'tap'
import { legible } from '../../src/domain/text/legible-text.ts'
import { oneLine } from '../../src/render/characters.ts'
import { toEmbeddedJson, toJson } from '../../src/render/json.ts'
import { cdata, html, rawText, xml } from '../../src/render/markup.ts'
import { fc } from '../property.ts'
import { readFragment } from '../syndication/html-document.ts'
import { readXml } from '../syndication/xml-document.ts'

const any = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ']]>',
        ']]',
        '>',
        '&',
        '&amp;',
        '<',
        '"',
        "'",
        '\n',
        '\t',
        '\r',
        '\0',
        '\u0085',
        '\ud800',
        '\udc00',
        '\uffff',
        '<!--',
        '</script>',
        '😀',
        '\u2028',
      ),
      { maxLength: 8 },
    )
    .map(parts => parts.join('')),
)

test('xml: any text is read back from elements, attributes and CDATA, except characters that XML forbids', async () => {
  fc.assert(
    fc.property(any, text => {
      const { children, attributes } = readXml(
        xml('a', { b: text }, xml('c', {}, text), xml('d', {}, cdata(text))).markup,
      )
      const wanted = legible(text)
      return attributes['b'] === wanted && children.every(child => child.text === wanted)
    }),
  )
})

test('html: any text is read back from elements and attributes', async () => {
  fc.assert(
    fc.property(any, text => {
      const { elements, errors } = readFragment(html('p', { title: text }, html('b', {}, text)).markup)
      const wanted = legible(text)
      return errors.length === 0 && elements[0]?.attributes['title'] === wanted && elements[0]?.text === wanted
    }),
  )
})

test('legible: the result is valid in XML 1.0 and UTF-8, and a second call does not change it', async () => {
  fc.assert(
    fc.property(any, text => {
      const left = legible(text)
      return (
        /^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(left) &&
        left.isWellFormed() &&
        legible(left) === left
      )
    }),
  )
})

test('json: any text is read back, also from JSON for a script element', async () => {
  fc.assert(
    fc.property(any, text => {
      const embedded = toEmbeddedJson({ text })
      return (
        JSON.parse(toJson({ text })).text === legible(text) &&
        JSON.parse(embedded).text === legible(text) &&
        !/[<>&]/.test(embedded)
      )
    }),
  )
})

test('markup: undefined attributes are omitted, and raw text cannot end its element', async t => {
  t.equal(html('input', { checked: true, disabled: false, id: undefined, size: 3 }).markup, '<input checked size="3">')
  t.equal(xml('a', {}).markup, '<a/>')
  t.throws(() => rawText('style', {}, 'a</style><script>'), RangeError)
  t.equal(oneLine(' a \r\n b\u00a0 c '), 'a b c')
})
