import type { SearchRequest } from '../search/search-request.ts'
import { createSearcher, type Searcher } from '../search/searcher.ts'
import { openSearchReader } from '../store/open.ts'
import type { StoreAccess, TaskResult } from './task.ts'

export type SearchTask = Pick<StoreAccess, 'databaseUrl' | 'openFiles'>

/** Runs a search in a thread. */
export async function runSearch({
  request,
  ...access
}: SearchTask & { request: SearchRequest }): SearchOutcome<'search'> {
  return { result: await searcherOf(access).search(request) }
}

/** Finds suggestions in a thread. */
export async function runSuggest({ input, ...access }: SearchTask & { input: string }): SearchOutcome<'suggest'> {
  return { result: await searcherOf(access).suggest(input) }
}

type SearchOutcome<Name extends keyof Searcher> = Promise<TaskResult<Awaited<ReturnType<Searcher[Name]>>>>

/** The searcher of this thread. A thread serves one store and ends with it, so the connection is opened once. */
const searcherOf = once((access: SearchTask) =>
  createSearcher(openSearchReader({ url: access.databaseUrl, openFiles: access.openFiles })),
)

function once<Input, Output>(open: (input: Input) => Output): (input: Input) => Output {
  let known: { value: Output } | undefined
  return input => {
    known ??= { value: open(input) }
    return known.value
  }
}
