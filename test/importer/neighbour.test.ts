import t from 'tap'
import { AppError } from '../../src/domain/error.ts'
import { reader } from '../../src/importer/reader.ts'
import { site } from '../domain/sample.ts'

const mediaType = 'application/x-ndjson'
const line = (title: string) => `${JSON.stringify({ title, text: 'Words. '.repeat(12_000) })}\n`

async function readAll(parts: readonly string[], failure?: AppError) {
  const open = async function* () {
    for (const part of parts) yield Buffer.from(part)
    if (failure) throw failure
  }
  const found: unknown[] = []
  for await (const item of reader('desk', site)({ name: 'a.ndjson', origin: '/a.ndjson', mediaType, open }))
    found.push('problem' in item ? item.problem.code : [item.imported.manuscript.title, item.isOnly])
  return found
}

t.test('an article without a date is the only one if nothing else is in its source', async t => {
  t.strictSame(await readAll([line('One')]), [['One', true]])
  t.strictSame(await readAll([line('One'), line('Two')]), [
    ['One', false],
    ['Two', false],
  ])
  t.strictSame(await readAll([line('One'), '{"title":\n']), [['One', false], 'malformed'])
})

t.test('a careful reading passes each article on before it reads the next one', async t => {
  const seen: string[] = []
  const open = async function* () {
    yield Buffer.from(line('One'))
    seen.push('read on')
    yield Buffer.from(line('Two'))
  }
  const read = reader('desk', site, { isCareful: true })
  for await (const item of read({ name: 'a.ndjson', origin: '/a.ndjson', mediaType, open }))
    seen.push('problem' in item ? item.problem.code : `${item.imported.manuscript.title} ${item.isOnly}`)
  t.strictSame(seen, ['One false', 'read on', 'Two false'])
})

t.test('an article without a date is kept if the rest of its source cannot be read', async t => {
  const failure = new AppError('input-unreadable', 'The disk failed.')
  t.strictSame(await readAll([line('One')], failure), [['One', false], 'unreadable'])
})
