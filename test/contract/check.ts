import type { Test } from 'tap'
import type { StoreCheck } from '../../src/domain/store/check.ts'
import { hasMembers } from '../has-members.ts'

/** Ids of the articles `ferries`, `quays` and `gone`, and of the tag of the first two. */
export type CheckedIds = { ferries: string; quays: string; gone: string; tag: string }

/** A store with two delivered articles, of which one was changed, and a deleted one. */
export type CheckedStore = {
  ids: CheckedIds
  check(repair?: boolean): Promise<StoreCheck>
  /** Changes rows. Without references the engine does not check them. */
  change(text: string, withoutReferences: boolean): Promise<void>
}

type Damage = {
  sql(ids: CheckedIds): string
  problems(ids: CheckedIds): { part: string; detail: string; articleId?: string }[]
  repaired: boolean
  /** Whether the change breaks references between rows, which the engine has to permit. */
  withoutReferences?: true
}

const damages: Record<string, Damage> = {
  'a print with other bytes': {
    sql: ({ ferries, quays }) =>
      `UPDATE print_body SET body = (SELECT body FROM print_body WHERE article_id = '${quays}') WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'its print is damaged', articleId: ferries }],
    repaired: true,
  },
  'a print without a body': {
    sql: ({ ferries }) => `DELETE FROM print_body WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'its print is damaged', articleId: ferries }],
    repaired: true,
  },
  'an article that the search does not find': {
    sql: ({ ferries }) => `DELETE FROM search_document WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'search', detail: 'it is missing in the search index', articleId: ferries }],
    repaired: true,
  },
  'an article with other tokens in the search index': {
    sql: ({ ferries }) =>
      `UPDATE search_text SET body = 'fairies' WHERE doc = (SELECT doc FROM search_document WHERE article_id = '${ferries}')`,
    problems: ({ ferries }) => [
      { part: 'search', detail: 'the search index differs from its text', articleId: ferries },
    ],
    repaired: true,
  },
  'a withdrawn article in the search index': {
    sql: ({ ferries, gone }) => `UPDATE search_document SET article_id = '${gone}' WHERE article_id = '${ferries}'`,
    problems: ({ ferries, gone }) => [
      { part: 'search', detail: 'the search index has it, but it is not published', articleId: gone },
      { part: 'search', detail: 'it is missing in the search index', articleId: ferries },
    ],
    repaired: true,
  },
  'a print that differs from its edition': {
    sql: ({ ferries }) =>
      `UPDATE edition SET content = replace(content, '"Ferries"', '"Steamers"') WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'its print differs from its edition', articleId: ferries }],
    repaired: true,
  },
  'a missing print': {
    sql: ({ ferries }) => `DELETE FROM print WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      {
        part: 'prints',
        detail: 'it is published, but its newest edition is not printed',
        articleId: ferries,
      },
    ],
    repaired: true,
  },
  'a wrong sort column': {
    sql: ({ quays }) => `UPDATE print SET published_at = published_at + 1 WHERE article_id = '${quays}'`,
    problems: ({ quays }) => [
      { part: 'prints', detail: 'published_at of its print differs from its edition', articleId: quays },
    ],
    repaired: true,
  },
  'an article that is missing in the list of its tag': {
    sql: ({ quays, tag }) => `DELETE FROM print_term WHERE article_id = '${quays}' AND term_id = '${tag}'`,
    problems: ({ quays }) => [
      { part: 'prints', detail: 'it is missing in lists of its terms, or in wrong ones', articleId: quays },
    ],
    repaired: true,
  },
  'a print that no change of its terms would reach': {
    sql: ({ quays }) => `DELETE FROM print_use WHERE article_id = '${quays}'`,
    problems: ({ quays }) => [
      {
        part: 'prints',
        detail: 'it would not be reprinted when something that it shows changes',
        articleId: quays,
      },
    ],
    repaired: true,
  },
  'a wrong count of a tag': {
    sql: ({ tag }) => `UPDATE term SET articles = 7 WHERE id = '${tag}'`,
    problems: ({ tag }) => [{ part: 'lists', detail: `the number of articles of the term ${tag} is wrong` }],
    repaired: true,
  },
  'a wrong count of a language': {
    sql: () => "UPDATE print_language SET articles = 0; INSERT INTO print_language VALUES ('nn', 3)",
    problems: () =>
      ['en', 'nn'].map(language => ({
        part: 'lists',
        detail: `the number of articles in the language ${language} is wrong`,
      })),
    repaired: true,
  },
  'a slug that leads nowhere': {
    sql: ({ ferries }) => `DELETE FROM slug WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'lists', detail: 'its slug does not lead to it', articleId: ferries }],
    repaired: true,
  },
  'a term without its slug': {
    sql: ({ tag }) => `DELETE FROM term_slug WHERE term_id = '${tag}'`,
    problems: ({ tag }) => [{ part: 'lists', detail: `the slug of the term ${tag} does not lead to it` }],
    repaired: true,
  },
  'a missing entry of the log': {
    sql: () => 'DELETE FROM change WHERE seq = 2',
    problems: () => [
      { part: 'log', detail: 'the entry 2 is missing; copies that had not received it need a full sync' },
    ],
    repaired: false,
  },
  'a log that ends too early': {
    sql: () => 'DELETE FROM change WHERE seq = 5',
    problems: ({ gone }) => [
      { part: 'log', detail: 'the entries after 4 are missing; copies that had not received them need a full sync' },
      { part: 'log', detail: 'the log has no entry of its end', articleId: gone },
    ],
    repaired: false,
  },
  'a revision that the log does not have': {
    sql: ({ ferries }) => `UPDATE change SET article_id = 'other' WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'log', detail: 'the log has no entry of its revision', articleId: ferries }],
    repaired: true,
  },
  'a reader ahead of the log': {
    sql: () => "INSERT INTO log_reader (name, cursor) VALUES ('websub', 99)",
    problems: () => [{ part: 'log', detail: 'the reader websub is ahead of the log' }],
    repaired: true,
  },
  'a missing edition': {
    sql: ({ ferries }) => `DELETE FROM edition WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'content', detail: 'its newest edition is missing', articleId: ferries },
      {
        part: 'prints',
        detail: `its print cannot be compared: Edition 1 of article ${ferries} is missing.`,
        articleId: ferries,
      },
    ],
    repaired: false,
  },
  'a damaged section': {
    sql: ({ ferries }) => `UPDATE section SET blocks = '[{' WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'content', detail: 'blocks in the table section is damaged', articleId: ferries },
    ],
    repaired: false,
  },
  'a row that refers to nothing': {
    sql: () => "INSERT INTO section VALUES ('nobody', 0, 's', 'lead', NULL, NULL, NULL, 1, '[]', '[]')",
    withoutReferences: true,
    problems: () => [{ part: 'references', detail: '1 rows of the table section refer to missing rows of article' }],
    repaired: false,
  },
  'views of an article that does not exist': {
    sql: () => "INSERT INTO view_count (article_id, views) VALUES ('nobody', 1)",
    problems: () => [
      {
        part: 'orphans',
        detail: 'the table view_count has rows of an article that does not exist',
        articleId: 'nobody',
      },
    ],
    repaired: true,
  },
  'views of a period that no hour and no day has': {
    sql: ({ ferries }) => `UPDATE view_count SET views_7d = 3 WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'lists', detail: 'its views in a period are not those of the hours and days', articleId: ferries },
    ],
    repaired: true,
  },
  'a delivered article that is not published': {
    sql: ({ ferries }) => `UPDATE article SET status = 'withdrawn' WHERE id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'prints', detail: 'it is delivered, but not published. Publish it, or end it again', articleId: ferries },
      { part: 'prints', detail: 'it was published and ended, but has no tombstone', articleId: ferries },
    ],
    repaired: false,
  },
  'a delivered article with a tombstone': {
    sql: ({ ferries }) =>
      `INSERT INTO tombstone VALUES ('${ferries}', 'ferries', 1, 'deleted', 1, NULL, NULL);
       DELETE FROM change`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'it is delivered, and has a tombstone', articleId: ferries }],
    repaired: true,
  },
}

/** Tests that the check of every store must pass. */
export function checkContract(t: Test, name: string, open: (t: Test) => Promise<CheckedStore>): void {
  t.test(`${name}: an undamaged store has no problems`, async t => {
    const { check } = await open(t)
    const { unchecked: _, ...checked } = await check()
    t.strictSame(checked, { prints: 2, waiting: 0, otherConfiguration: 0, unrepaired: 0, problems: [] })
  })

  for (const [damage, { sql, problems, repaired, withoutReferences = false }] of Object.entries(damages)) {
    t.test(`${name}: ${damage} is ${repaired ? 'repaired' : 'reported and not changed'}`, async t => {
      const { ids, check, change } = await open(t)
      await change(sql(ids), withoutReferences)
      const expected = problems(ids)
      const found = await check()
      t.strictSame(
        found.problems,
        expected.map(problem => ({ ...problem, repaired: false })),
      )
      t.equal(found.unrepaired, expected.length)
      const after = await check(true)
      hasMembers(
        t,
        after.problems.filter(problem => problem.repaired === repaired),
        expected.map(problem => ({ ...problem, repaired })),
      )
      const again = await check()
      t.strictSame(again.problems, repaired ? [] : found.problems)
      t.equal(again.prints, repaired ? 2 : found.prints)
    })
  }
}
