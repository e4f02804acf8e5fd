import t from 'tap'
import {
  articleGroup,
  changeGroups,
  type Delivered,
  languageGroup,
  nothingDelivered,
  termGroup,
} from '../../src/domain/change.ts'
import { termKinds } from '../../src/domain/term/term.ts'
import { numberedId } from './sample.ts'

const id = numberedId(1)
const [category, tag, author] = [numberedId(2), numberedId(3), numberedId(4)]

t.test('group names have at most 32 ASCII characters', async t => {
  const names = [
    articleGroup(id),
    ...termKinds.map(kind => termGroup(kind, id)),
    languageGroup('en'),
    languageGroup('sl-Latn-IT-rozaj-biske-1994-x-abcdefg'),
  ]
  t.strictSame(
    names.filter(name => !/^[\x21-\x7e]{1,32}$/.test(name)),
    [],
  )
  t.equal(new Set(names).size, names.length)
})

t.test('changeGroups lists the article, the lists and the filters of both states, each once', async t => {
  const before: Delivered = { delivered: true, language: 'en', categoryId: category, tagIds: [tag], authorIds: [] }
  const after: Delivered = { delivered: true, language: 'de', tagIds: [tag], authorIds: [author] }
  t.strictSame(changeGroups(id, before, after), [
    articleGroup(id),
    'list',
    'language:en',
    termGroup('category', category),
    termGroup('tag', tag),
    'language:de',
    termGroup('author', author),
  ])
})

t.test('changeGroups adds the filters under which the deletion of an article is listed', async t => {
  t.strictSame(changeGroups(id, nothingDelivered, nothingDelivered), [articleGroup(id), 'list'])
  const ended: Delivered = { delivered: false, language: 'en', tagIds: [tag], authorIds: [] }
  t.strictSame(changeGroups(id, ended, nothingDelivered), [
    articleGroup(id),
    'list',
    'language:en',
    termGroup('tag', tag),
  ])
})

t.test(
  'changeGroups lists every prefix of a language tag, because a list of German articles includes Austrian ones',
  async t => {
    const after: Delivered = { delivered: true, language: 'zh-Hant-TW', tagIds: [], authorIds: [] }
    t.strictSame(changeGroups(id, nothingDelivered, after), [
      articleGroup(id),
      'list',
      'language:zh-Hant-TW',
      'language:zh-Hant',
      'language:zh',
    ])
  },
)
