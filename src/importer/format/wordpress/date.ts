import type { Instant } from '../../../domain/instant.ts'
import type { StatedDate } from '../../fact/date-text.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import { firstDate } from '../../fact/read-date.ts'
import type { Reporter } from '../../fact/report.ts'
import type { ParseOptions } from '../../importer.ts'
import type { WxrItem } from './wxr.ts'

/** The publication time: in UTC, else from `pubDate`, else in local time, else the day in the permalink. */
export function publishedAt(item: WxrItem, options: ParseOptions, note: Reporter['note']): StatedDate | undefined {
  const values = [utc(item.dateGmt), stated(item.pubDate), stated(item.date)]
  return (
    firstDate('publication', values, options, note) ??
    derivedDate([['the permalink', item.link]], undefined, options, note)
  )
}

export function modifiedAt(item: WxrItem, options: ParseOptions, note: Reporter['note']): Instant | undefined {
  return firstDate('modification', [utc(item.modifiedGmt)], options, note)?.at
}

function utc(text: string): string {
  return stated(text) && `${text.slice(0, 19)}Z`
}

/** WordPress writes zeros, and from them the year -1, if there is no date. */
function stated(text: string): string {
  return /^0000|-0001/.test(text) ? '' : text
}
