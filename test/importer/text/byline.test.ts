import { test } from 'tap'
import { importText } from './page.ts'

/** By language: a title, a byline and text of which the language is recognised. */
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
  test(`a byline in ${language}: “${byline}”`, async t => {
    const { manuscript } = await importText(`${title}\n\n${byline}\n\n${text}\n`)
    t.strictSame(
      manuscript.authors.map(({ name }) => name),
      [byline.slice(byline.indexOf(' ') + 1)],
    )
    t.notMatch(JSON.stringify(manuscript.sections), byline)
  })
}
