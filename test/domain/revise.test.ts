import t from 'tap'
import type { Content } from '../../src/domain/content/content.ts'
import type { DraftSection } from '../../src/domain/content/draft.ts'
import { checkDraft, checkSummedUp } from '../../src/domain/content/draft-check.ts'
import { type CompleteDraft, type ReviseContext, revise } from '../../src/domain/content/revise.ts'
import { AppError } from '../../src/domain/error.ts'
import type { SlugOwner } from '../../src/domain/store/article/article-store.ts'
import { hasMembers } from '../has-members.ts'
import { numberedId, numberedIds } from './sample.ts'

const paragraph = (text: string) => ({ type: 'paragraph' as const, content: [{ text }] })
const section = (heading: string, text: string, more: Partial<DraftSection> = {}): DraftSection => ({
  heading,
  blocks: [paragraph(text)],
  ...more,
})

const draft: CompleteDraft = {
  title: 'Ferries',
  language: 'en',
  keyTakeaways: [{ text: 'One.' }, { text: 'Two.', sectionAnchor: 'when' }],
  sections: [{ blocks: [paragraph('Lead.')] }, section('Who pays', 'The city.'), section('When', 'In spring.')],
}

function context(more: Partial<ReviseContext> = {}): ReviseContext {
  const terms = { tagIds: [], authorIds: [] }
  const usual = { articleId: numberedId(1), terms, owner: () => undefined, takeOverSlug: false }
  return { ...usual, newId: numberedIds('0fff0000'), ...more }
}

const first = revise(draft, context())
const next = (said: CompleteDraft, more: Partial<ReviseContext> = {}): Content =>
  revise(said, context({ previous: first, newId: numberedIds('0eee0000'), ...more }))
const ids = ({ sections, keyTakeaways }: Content) => [sections.map(one => one.id), keyTakeaways.map(one => one.id)]
const codeOf = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
}

t.test('revise derives levels, anchors and slug from the text', async t => {
  t.equal(first.slug, 'ferries')
  t.strictSame(
    first.sections.map(({ anchor, level }) => [anchor, level]),
    [
      ['lead', 1],
      ['who-pays', 2],
      ['when', 2],
    ],
  )
  hasMembers(t, first.keyTakeaways[1], { content: [{ text: 'Two.' }], origin: 'authored', sectionAnchor: 'when' })
})

t.test('revise keeps every id for an equal draft', async t => {
  t.strictSame(ids(next(draft)), ids(first))
})

t.test(
  'revise: a section with its id keeps it after any change, and its old anchor becomes a former anchor',
  async t => {
    const [lead, pays, when] = first.sections
    const sections = [lead, when, { ...pays, heading: 'Bill', blocks: [paragraph('Other words.')] }].map(one => ({
      ...one,
      blocks: one?.blocks ?? [],
    }))
    const content = next({ ...draft, sections })
    hasMembers(t, content.sections[2], { id: pays?.id, anchor: 'bill', formerAnchors: ['who-pays'] })
    hasMembers(t, content.keyTakeaways[1], { sectionAnchor: 'when' })
  },
)

t.test('revise: an id is used once, and an id of another article is replaced', async t => {
  const [, pays] = first.sections
  const stolen = { id: numberedId(99) }
  const twice = [section('A', 'a', { id: pays?.id }), section('B', 'b', { id: pays?.id }), section('C', 'c', stolen)]
  const content = next({ ...draft, keyTakeaways: [{ text: 'New', ...stolen }], sections: twice })
  const [sections, takeaways] = ids(content)
  t.equal(sections?.[0], pays?.id)
  t.equal(new Set(sections).size, 3)
  t.notOk([...(sections ?? []), ...(takeaways ?? [])].includes(numberedId(99)))
})

t.test('revise: a takeaway keeps its id by id or text, not by position', async t => {
  const [one, two] = first.keyTakeaways
  const said = [{ text: 'New.' }, { text: 'One.' }, { id: two?.id, text: 'Two, reworded.' }]
  const content = next({ ...draft, keyTakeaways: said })
  t.strictSame(content.keyTakeaways.map(takeaway => takeaway.id).slice(1), [one?.id, two?.id])
})

t.test('revise refuses a slug of another article, and takes over a former slug on request', async t => {
  const [articleId, boats] = [numberedId(2), { ...draft, slug: 'boats' }]
  const has = (since: SlugOwner['since']) => ({
    owner: (slug: string) => (slug === 'boats' ? { articleId, language: 'en', since } : undefined),
  })
  const where = `/v1/editorial/articles/${articleId}`
  const takesOver = '“takeOverSlug=true” takes it over.'
  for (const [since, message] of [
    ['held', `Another article has the slug "boats": ${where}.`],
    ['former', `Another article had the slug "boats" before: ${where}. ${takesOver}`],
    ['erased', `An article that was erased had the slug "boats". ${takesOver}`],
  ] as const) {
    t.throws(() => next(boats, has(since)), { code: 'slug-taken', message, faults: [{ pointer: '/slug' }] })
    const asked = { ...has(since), takeOverSlug: true }
    t.equal(
      codeOf(() => next(boats, asked).slug),
      since === 'held' ? 'slug-taken' : 'boats',
    )
  }
  const taken = has('held')
  t.equal(next({ ...draft, title: 'Boats' }, taken).slug, 'ferries', 'a new title alone does not change the slug')
  t.equal(revise({ ...draft, title: 'Boats' }, context(taken)).slug, 'boats-2')
})

t.test('revise keeps a reading time of the source until the body changes', async t => {
  const timed = { ...draft, readingTimeMinutes: 7 }
  const previous = revise(timed, context())
  t.equal(revise({ ...timed, title: 'Other' }, context({ previous })).readingTimeMinutes, 7)
  const sections = [section('Who pays', 'Somebody else.')]
  t.equal(revise({ ...timed, sections }, context({ previous })).readingTimeMinutes, undefined)
  t.equal(revise({ ...timed, sections, readingTimeMinutes: 3 }, context({ previous })).readingTimeMinutes, 3)
})

t.test('checkDraft suggests a valid slug for an invalid one', async t => {
  hasMembers(t, checkDraft({ slug: 'Two Ferries' }), [{ pointer: '/slug', suggestion: 'two-ferries' }])
  t.strictSame(checkDraft(draft), [])
})

t.test('checkSummedUp reports an unknown anchor, but not one that this edit removed', async t => {
  const takeaways = [
    { text: 'a', sectionAnchor: 'when' },
    { text: 'b', sectionAnchor: 'never' },
  ]
  const said = { ...draft, keyTakeaways: takeaways, sections: [section('Who pays', 'The city.')] }
  hasMembers(t, checkSummedUp(said, next(said), first), [{ pointer: '/keyTakeaways/1/sectionAnchor' }])
  t.equal(checkSummedUp(said, next(said), first).length, 1)
})
