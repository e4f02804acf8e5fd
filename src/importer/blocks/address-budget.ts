import type { Reporter } from '../fact/report.ts'

/** Characters of addresses and titles of links that every article may have. */
const free = 65_536
/** Characters of them for each character of the source. */
const most = 10

/**
 * Counts the characters of all addresses and titles of links that an article gets. A source of 64 KB can ask for one
 * address of 32 KB 8,000 times: by a definition in Markdown, by `base`, by a link around many runs. Beyond the budget they
 * are dropped, and noted once.
 *
 * @param length characters of the source
 * @returns whether one of this length may be added
 */
export function addressBudget(length: number, { note, report }: Reporter): (size: number) => boolean {
  let left = free + most * length
  let isSpent = false
  return size => {
    if (size <= left) {
      left -= size
      return true
    }
    if (!isSpent && !report().notes.some(({ code }) => code === 'addresses-too-long')) {
      const detail = `Addresses would take more than ${most} times the length of the text; the words of the others are kept.`
      note('addresses-too-long', detail)
    }
    isSpent = true
    return false
  }
}
