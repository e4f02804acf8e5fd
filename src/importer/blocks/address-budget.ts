import type { Reporter } from '../fact/report.ts'

/** Characters of addresses and link titles that every article may have. */
const free = 65_536
/** Additional characters per character of the source. */
const most = 10

/**
 * Limits the characters of all addresses and link titles of an article. A source of 64 KB can repeat one address of 32 KB
 * 8,000 times: by a definition in Markdown, by `base`, by a link around many runs. Addresses beyond the budget are dropped,
 * with one note.
 *
 * @param length characters of the source
 * @returns whether one of this length fits
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
      const detail = `Addresses would take more than ${most} times the length of the text. Further links were removed; their text was kept.`
      note('addresses-too-long', detail)
    }
    isSpent = true
    return false
  }
}
