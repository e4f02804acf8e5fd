import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { openStore } from '../../src/store/open.ts'
import { at, draft, ending, openFresh, publication, put } from '../contract/store/newsroom.ts'
import { numberedId } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'
import { makeTerms } from '../make-terms.ts'
import { fc, runs } from '../property.ts'

/** A store, and a function that reads its tables. */
async function openLooking(t: Test) {
  let path = ''
  const { store } = await openFresh(t, {
    name: 'sqlite',
    place: test => {
      path = join(test.testdir(), 'offprint.db')
      return path
    },
    async open(place, tools) {
      await copyEmptyStore(place)
      return openStore({ url: place, waiting: 'blocking', ...tools })
    },
  })
  const connection = new Sqlite(path, { readonly: true })
  t.teardown(() => connection.close())
  return { store, path: () => path, connection, rows: (sql: string) => connection.prepare(sql).raw().all() }
}

/** Invariants of every file at every moment: each statement finds the rows that break one. */
const invariants = {
  'the number of articles of a term is right': `SELECT id FROM term t
    WHERE articles <> (SELECT count(*) FROM print_term WHERE term_id = t.id)`,
  'the number of articles of a language is right': `SELECT language FROM print_language l
    WHERE articles <> (SELECT count(*) FROM print WHERE language = l.language)`,
  'every language of a print is counted': 'SELECT language FROM print EXCEPT SELECT language FROM print_language',
  'an article is delivered or has a tombstone, never both':
    'SELECT article_id FROM print INTERSECT SELECT article_id FROM tombstone',
  'every print has its body': 'SELECT article_id FROM print EXCEPT SELECT article_id FROM print_body',
  'no body, term or use is without its print': `SELECT article_id FROM
    (SELECT article_id FROM print_body UNION SELECT article_id FROM print_term UNION SELECT article_id FROM print_use)
    EXCEPT SELECT article_id FROM print`,
  'a print has the same times in print and print_term': `SELECT p.article_id FROM print p JOIN print_term USING (article_id)
    WHERE print_term.published_at <> p.published_at OR print_term.updated_at <> p.updated_at`,
  'the newest change of an article is its revision': `SELECT c.article_id FROM change c
    LEFT JOIN print p USING (article_id) LEFT JOIN tombstone d USING (article_id)
    GROUP BY c.article_id HAVING max(c.seq) <> coalesce(p.revision, d.revision)`,
  'the slug of a print leads to it in public': `SELECT slug FROM print p
    WHERE NOT EXISTS (SELECT 1 FROM slug s WHERE s.slug = p.slug AND s.article_id = p.article_id AND s.public = 1)`,
  'a published article is delivered as its newest edition': `SELECT a.id FROM article a LEFT JOIN print p ON p.article_id = a.id
    WHERE a.status = 'published' AND p.edition IS NOT a.edition`,
  'every print is indexed for the search, and nothing else': `SELECT article_id FROM
    (SELECT article_id FROM print EXCEPT SELECT article_id FROM search_document)
    UNION SELECT article_id FROM (SELECT article_id FROM search_document EXCEPT SELECT article_id FROM print)`,
  'the index has the tokens of each document': `SELECT doc FROM search_document EXCEPT SELECT doc FROM search_text
    UNION SELECT doc FROM (SELECT doc FROM search_text EXCEPT SELECT doc FROM search_document)`,
  'every suggestion is of a print or of a term of a print': `SELECT owner FROM search_suggestion
    EXCEPT SELECT article_id FROM print EXCEPT SELECT term_id FROM print_term`,
  'the words of suggestions belong to suggestions': `SELECT suggestion FROM search_suggestion_word
    EXCEPT SELECT id FROM search_suggestion`,
  'no reference is broken': 'SELECT * FROM pragma_foreign_key_check',
}

type Step = {
  kind: 'publish' | 'draft' | 'end'
  number: number
  slug: number
  terms: number[]
  language: string
  takeaways: number
  day: number
}

const steps: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('publish', 'publish', 'draft', 'end'),
  number: fc.integer({ min: 1, max: 4 }),
  slug: fc.integer({ min: 1, max: 6 }),
  terms: fc.subarray([0, 1, 2, 3]),
  language: fc.constantFrom('en', 'de'),
  takeaways: fc.integer({ min: 0, max: 1 }),
  day: fc.integer({ min: 1, max: 9 }),
})

const takeaway = { id: numberedId(900), content: [{ text: 'It is so.' }], origin: 'authored' }

t.test('the tables are consistent after any sequence of writes', async t => {
  const { store, rows } = await openLooking(t)
  const termIds = await makeTerms(
    store,
    ['a', 'b', 'c', 'd'].map(name => ({ kind: 'tag', name })),
  )
  const item = ({ kind, number, slug, terms, language, takeaways, day }: Step) => {
    if (kind === 'end') return ending(number, { reason: 'unpublished', at })
    const tagIds = terms.map(term => termIds[term] ?? '')
    const moment = { publishedAt: `2020-01-0${day}T00:00:00Z`, updatedAt: `2020-02-0${day}T00:00:00Z` }
    const keyTakeaways = takeaways > 0 ? [takeaway] : []
    const content = { slug: `slug-${slug}`, language, tagIds, keyTakeaways, ...moment }
    return kind === 'publish' ? publication(number, content) : draft(number, { ...content, title: 'Ahead' })
  }
  const history = fc.array(steps, { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(history, async steps => {
      // Some items fail, for example when two articles have the same slug.
      await store.writeArticles(steps.map(item), { at, actor: 'cli' })
      for (const [name, sql] of Object.entries(invariants)) t.strictSame(rows(sql), [], name)
    }),
    { numRuns: runs(20) },
  )
})

t.test('every write adds an audit entry, also if nothing public changes', async t => {
  const { store, rows } = await openLooking(t)
  await put(store, draft(1), publication(1))
  const from = ['cli', 'r-1', '192.0.2.1', numberedId(1)]
  t.strictSame(rows('SELECT actor, request_id, address, article_id, action, version FROM audit'), [
    [...from, 'edit', 1],
    [...from, 'publish', 3],
  ])
})
