import type { Id, NewId } from '../../../domain/id.ts'
import { type Clock, now } from '../../../domain/instant.ts'
import type { Printer } from '../../../domain/print/print.ts'
import type { StoreCheck, StoreProblem } from '../../../domain/store/check.ts'
import { createEditionRows } from '../article/edition.ts'
import type { Connection } from '../database/connection.ts'
import { prepared } from '../database/statement.ts'
import { createPublisher } from '../print/publisher.ts'
import type { TokenQuery } from '../search/token-index.ts'
import { jsonCheck } from './json-check.ts'
import { createPrintCheck } from './print-check.ts'
import type { Check, Problem } from './problem.ts'
import { referenceCheck } from './reference-check.ts'
import type { Repair } from './repair.ts'
import { rules } from './rules.ts'
import { searchCheck } from './search-check.ts'

export type CheckTools = { printer: Printer; newId: NewId; clock: Clock; repair: boolean }

export type PrintCounts = Pick<StoreCheck, 'prints' | 'waiting' | 'otherConfiguration'>

/** Listed problems of one kind. */
const listedLimit = 100

/** Runs checks one after the other. Each reads one state. With `isRepairing`, what they find is repaired. */
export async function runChecks(
  checks: readonly Check[],
  counts: PrintCounts,
  isRepairing: boolean,
): Promise<StoreCheck> {
  const problems: StoreProblem[] = []
  let unrepaired = 0
  for (const check of checks) {
    const before = await check.find()
    const ids = before.flatMap(({ articleId }) => articleId ?? [])
    const repair = isRepairing && before.length > 0 ? check.repair : undefined
    await repair?.(ids)
    const left = repair && new Set((await check.find()).map(keyOf))
    const found = before.map(one => ({
      part: check.part,
      ...one,
      repaired: left !== undefined && !left.has(keyOf(one)),
    }))
    found.sort((a, b) => Number(a.repaired) - Number(b.repaired))
    problems.push(...found.slice(0, listedLimit))
    unrepaired += found.filter(problem => !problem.repaired).length
  }
  return { ...counts, unrepaired, problems }
}

const keyOf = ({ detail, articleId = '' }: { detail: string; articleId?: Id }) => `${articleId} ${detail}`

/** The checks that are the same for all engines. */
export function rowChecks(
  reader: Connection,
  tokens: TokenQuery,
  tools: CheckTools,
  repair: Repair | undefined,
  counts: PrintCounts,
): Check[] {
  const damaged = new Set<Id>()
  return [
    referenceCheck(reader),
    jsonCheck(reader),
    ...ruleChecks(reader, tools, repair),
    printCheck(reader, tools, repair, { counts, damaged }),
    searchCheck(reader, tokens, repair, damaged),
  ]
}

function ruleChecks(reader: Connection, { clock }: CheckTools, repair: Repair | undefined): Check[] {
  return rules.map(({ part, find, detail, ofArticle, repair: how }): Check => {
    const query = prepared(find(reader.db))
    return {
      part,
      async find() {
        const rows = await reader.read(() => query.all())
        const subjects = rows.map(({ subject }) => String(subject))
        return subjects.map(one => ({ detail: detail(one), ...(ofArticle && { articleId: one }) }))
      },
      ...(how !== undefined && {
        async repair(ids) {
          if (how === 'publish' || how === 'reprint') await repair?.print(ids, now(clock))
          else await repair?.run(how)
        },
      }),
    }
  })
}

/**
 * Compares every print with a fresh one.
 *
 * @param counts receives the numbers of prints
 * @param damaged receives the articles whose print is wrong
 */
function printCheck(
  reader: Connection,
  { printer, clock }: CheckTools,
  repair: Repair | undefined,
  { counts, damaged }: { counts: PrintCounts; damaged: Set<Id> },
): Check {
  const prints = createPrintCheck(reader, createPublisher(reader, printer, createEditionRows(reader)), printer)
  return {
    part: 'prints',
    async find() {
      Object.assign(counts, { prints: 0, waiting: 0, otherConfiguration: 0 })
      damaged.clear()
      const found: Problem[] = []
      for (let page = await prints.ids(''); page.length > 0; page = await prints.ids(page.at(-1) ?? '')) {
        for (const articleId of page) {
          const state = await prints.state(articleId)
          if (state === 'equal') counts.prints += 1
          else if (state === 'waiting' || state === 'otherConfiguration') counts[state] += 1
          else if (state) {
            found.push({ detail: state.fault, articleId })
            damaged.add(articleId)
          }
        }
      }
      return found
    },
    repair: async ids => repair?.print(ids, now(clock)),
  }
}
