import { join } from 'node:path'
import t, { type Test } from 'tap'
import { operatorRights } from '../../src/domain/import/job.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { importSources } from '../../src/editorial/import/sources.ts'
import { reader } from '../../src/importer/reader.ts'
import { openStore } from '../../src/store/open.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'

const day = '2026-11-22T12:00:00Z'
const unstated = `No publication date was found. The article was published with today's: ${day}.`

async function desk(t: Test) {
  const newId = numberedIds('0aaa0000')
  let time = day
  const clock = () => new Date(time)
  const url = join(t.testdir(), 'offprint.db')
  await copyEmptyStore(url)
  const store = await openStore({ url, printer: createPrinter(site, digest), newId, clock, waiting: 'async' })
  t.teardown(() => store.close())
  return {
    at: (now: string) => {
      time = now
    },
    /** The details of the notes about one file that have one of the codes. */
    async notes(text: string, codes: readonly string[], { name = 'a.md', publish = true } = {}) {
      const open = async function* () {
        yield Buffer.from(text)
      }
      const how = { publish, force: false, actor: 'cli', source: 'site', rights: operatorRights(undefined) }
      const found: string[] = []
      const deps = { store, clock, newId, originExists: () => false }
      for await (const { notes } of importSources(
        [{ name, origin: `/${name}`, open }],
        reader('site', site),
        how,
        deps,
      ))
        found.push(...notes.filter(note => codes.includes(note.code)).map(note => note.detail))
      return found
    },
  }
}

const dated = ['published-now']

t.test('an article gets the date of its first publication once, with one note', async t => {
  const { notes, at } = await desk(t)
  t.strictSame(await notes('---\ntitle: Ferry\n---\n\nOne.\n', dated, { publish: false }), [])
  t.strictSame(await notes('---\ntitle: Ferry\n---\n\nOne.\n', dated), [unstated])
  at('2026-11-25T12:00:00Z')
  t.strictSame(await notes('---\ntitle: Ferry\n---\n\nTwo.\n', dated), [], 'the article keeps its date')
  t.strictSame(await notes('---\ntitle: Dated\ndate: 2026-01-02\n---\n\nOne.\n', dated, { name: 'b.md' }), [])
})

t.test('an unreadable date has a note like a missing one', async t => {
  const { notes } = await desk(t)
  t.strictSame(await notes('---\ntitle: Ferry\ndate: on a Friday\n---\n\nOne.\n', dated), [unstated])
})

t.test('notes about removed pictures, components and templates state only what happened', async t => {
  const { notes } = await desk(t)
  const pictures = '![](data:image/png;base64,AA==) ![A buoy](data:image/png;base64,AA==)'
  t.strictSame(await notes(`---\ntitle: A\ndate: 2026-01-02\n---\n\n${pictures}\n`, ['image-dropped']), [
    'A picture ("") is a data URL and was removed.',
    'A picture ("A buoy") is a data URL and was removed. Its alternative text was kept.',
  ])
  const mdx = '---\ntitle: B\ndate: 2026-01-02\n---\n\n<Chart />\n\n<Frame>\n\nWords.\n\n</Frame>\n'
  t.strictSame(await notes(mdx, ['mdx-component'], { name: 'b.mdx' }), [
    '<Chart /> was removed.',
    '<Frame> was removed. Its content was kept.',
  ])
  const ref = '---\ntitle: C\ndate: 2026-01-02\n---\n\n[a]({{< ref "b.md" >}})\n\n{{< youtube dQw4w9WgXcQ >}}\n'
  t.strictSame(await notes(ref, ['template-translated'], { name: 'c.md' }), [
    '{{< ref "b.md" >}} was converted to an address.',
    '{{< youtube dQw4w9WgXcQ >}} was converted to a block.',
  ])
})

t.test('a link to a file is not reported as on an unknown site if the file has a canonical URL', async t => {
  const { notes } = await desk(t)
  const text = '---\ntitle: A\ndate: 2026-01-02\ncanonical_url: https://quay.example/a/\n---\n\n[b](b.md) [c](c/)\n'
  t.strictSame(await notes(text, ['link-relative']), [
    'The link to "/b.md" is a path without a site. It will lead to an imported article, or to this site. To change that, state the base address.',
  ])
})
