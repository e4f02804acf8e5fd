import { test } from 'tap'
import { importText } from './page.ts'

/** By language: a title, a byline, and a text whose language is detected. */
const pages: Record<string, [title: string, byline: string, text: string]> = {
  it: [
    'I nuovi traghetti partono a marzo',
    'Di Maria Rossi',
    'Il porto ha comprato due traghetti elettrici per la linea del nord. La consegna avverrà in primavera.',
  ],
  nl: [
    'De nieuwe veerboten varen in maart',
    'Door Jan de Vries',
    'De haven heeft twee elektrische veerboten gekocht. Ze worden in het voorjaar geleverd aan de stad.',
  ],
  sv: [
    'De nya färjorna går i mars',
    'Av Anna Lindqvist',
    'Hamnen har köpt två elektriska färjor till den norra linjen. De levereras under våren.',
  ],
  no: [
    'De nye fergene går i mars',
    'Av Kari Nordmann',
    'Havnen har kjøpt to elektriske ferger til den nordlige linjen. De leveres til våren.',
  ],
  da: [
    'De nye færger sejler i marts',
    'Af Lars Hansen',
    'Havnen har købt to elektriske færger til den nordlige rute. De leveres til foråret.',
  ],
}

for (const [language, [title, byline, text]] of Object.entries(pages)) {
  test(`reads a byline in ${language}: “${byline}”`, async t => {
    const { manuscript } = await importText(`${title}\n\n${byline}\n\n${text}\n`)
    t.strictSame(
      manuscript.authors.map(({ name }) => name),
      [byline.slice(byline.indexOf(' ') + 1)],
    )
    t.notMatch(JSON.stringify(manuscript.sections), byline)
  })
}

const prose = 'The trust signed the contract on Friday, in the old hall by the water, with all its members.'
const accounts: Record<string, [page: string, title: string, authors: string[]]> = {
  'below a title of one word': [`Eyenote\n\nBy jparcell\n\n${prose}`, 'Eyenote', ['jparcell']],
  'with a date': [`Eyenote\nby m.quill_7 on March 2, 2024\n\n${prose}`, 'Eyenote', ['m.quill_7']],
  'with a sign': [`Two boats\n\nBy @mara_q\n\n${prose}`, 'Two boats', ['@mara_q']],
  'in German': [`Zwei Boote\n\nVon mquill2\n\n${prose}`, 'Zwei Boote', ['mquill2']],
  'below facts': [`Two boats\n\n2024-03-02\nBy mara quill, jo\n\n${prose}`, 'Two boats', ['mara quill', 'jo']],
  'before facts': [`Two boats\n\nBy jparcell\n2024-03-02\n\n${prose}`, 'Two boats', ['jparcell']],
  'among facts': [`Two boats\n\nBy jo parcell · Tags: Sea\n\n${prose}`, 'Two boats', ['jo parcell']],
  'with a person': [`Two boats\n\nBy Mara Quill and jo_lind\n\n${prose}`, 'Two boats', ['Mara Quill', 'jo_lind']],
  'with names in two forms': [
    `Two boats\n\nBy Lind, Jo and Ann Quill\n\n${prose}`,
    'Two boats',
    ['Lind, Jo', 'Ann Quill'],
  ],
  'with what each did': [
    `Two boats\n\nBy Ann Quill (text) and Jo Lind (maps)\n\n${prose}`,
    'Two boats',
    ['Ann Quill', 'Jo Lind'],
  ],
  'not a title': [`By train\n\n${prose}`, 'By train', []],
  'not the end of a title': [
    `The whole way to the coast\nby train\n\n${prose}`,
    'The whole way to the coast by train',
    [],
  ],
  'not a sentence': [`Two boats\n\nBy noon the boats were gone.\n\n${prose}`, 'Two boats', []],
  'not a phrase with a date': [`Two boats\n\nBy noon on March 2, 2024 they sailed\n\n${prose}`, 'Two boats', []],
}

for (const [name, [page, title, authors]] of Object.entries(accounts)) {
  test(`reads an account name after "By" as the author: ${name}`, async t => {
    const { manuscript } = await importText(page)
    t.strictSame([manuscript.title, manuscript.authors.map(author => author.name)], [title, authors])
  })
}
