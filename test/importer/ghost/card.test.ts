import { test } from 'tap'
import { placeholders } from '../../../src/importer/blocks/media/placeholder.ts'
import { cardHtml } from '../../../src/importer/format/ghost/card.ts'
import { lexicalHtml } from '../../../src/importer/format/ghost/lexical.ts'

const context = { ...placeholders([]), note: () => undefined, base: undefined }

test('a call to action keeps the label that marks it as advertising', t => {
  const card = {
    hasSponsorLabel: true,
    sponsorLabel: '<p>ADVERT</p>',
    textValue: '<p>Ride by night.</p>',
    showButton: false,
  }
  t.equal(cardHtml('call-to-action', card, context), '<div><p>ADVERT</p></div><div><p>Ride by night.</p></div>')
  t.end()
})

test('a nested Lexical list belongs to the item before it', t => {
  const item = (...children: unknown[]) => ({ type: 'listitem', children })
  const list = (...children: unknown[]) => ({ type: 'list', listType: 'bullet', children })
  const text = (words: string) => ({ type: 'text', text: words })
  const root = { children: [list(item(text('tram')), item(list(item(text('nine')))), item(text('bus')))] }
  t.equal(lexicalHtml(JSON.stringify({ root }), context), '<ul><li>tram<ul><li>nine</li></ul></li><li>bus</li></ul>')
  t.end()
})
