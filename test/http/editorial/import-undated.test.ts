import t from 'tap'
import { importDesk } from './import-desk.ts'

const ndjson = 'application/x-ndjson'
const line = (slug: string, more = '') =>
  `{"slug":"${slug}","title":"${slug}","sections":[{"level":1,"blocks":[{"type":"paragraph","content":[{"text":"Words."}]}]}]${more}}`
const dated = ',"metadata":{"publishedAt":"2020-01-02T00:00:00Z"}'

t.test('an import of several articles makes drafts of those without a date', async t => {
  const at = await importDesk(t)
  const upload = async (body: string | FormData, query: string, type?: string) => {
    const answer = await at.send(body, { query: `?publish=true${query}`, type })
    t.equal(answer.status, 202)
    await at.work()
    const items = await at.items(answer.body.id)
    return items.map(({ published, notes }) => [published, notes.map(({ code }) => code).join(' ')])
  }
  const form = (...names: string[]) => {
    const data = new FormData()
    for (const name of names) data.append('file', new File([`---\ntitle: ${name}\n---\n\nWords.\n`], `${name}.md`))
    return data
  }
  const two = (name: string) => [line(`${name}-1`), line(`${name}-2`)].join('\n')

  t.strictSame(await upload(two('a'), '', ndjson), [
    [false, 'undated'],
    [false, 'undated'],
  ])
  t.strictSame(await upload(two('a'), '&undated=publish', ndjson), [
    [true, 'published-now'],
    [true, 'published-now'],
  ])
  t.strictSame(await upload(`${two('a')} `, '', ndjson), [
    [false, ''],
    [true, ''],
  ])
  t.strictSame(await upload(line('alone'), '', ndjson), [[true, 'published-now']])
  t.strictSame(await upload(line('held'), '&undated=draft', ndjson), [[false, 'undated']])
  t.strictSame(await upload([line('b-1', dated), line('b-2'), line('b-3', dated)].join('\n'), '', ndjson), [
    [true, ''],
    [false, 'undated'],
    [true, ''],
  ])
  t.strictSame(await upload(form('one'), ''), [[true, 'published-now']])
  t.strictSame(await upload(form('two', 'three'), ''), [
    [false, 'undated'],
    [false, 'undated'],
  ])
  const wrong = await at.send(line('x'), { query: '?publish=true&undated=now', type: ndjson })
  t.equal(wrong.status, 400)
})
