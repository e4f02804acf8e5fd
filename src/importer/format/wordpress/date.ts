import { type Instant, instantOf, isInstant } from '../../../domain/instant.ts'
import { localTime, mailInstant } from '../../fact/date-text.ts'
import type { WireItem } from './wire.ts'

/** The publication time: in UTC, else from `pubDate`, else in local time. */
export function publishedAt(item: WireItem, timeZone: string): Instant | undefined {
  return utc(item.dateGmt) ?? mailInstant(item.pubDate) ?? localTime(item.date, timeZone)
}

export function modifiedAt(item: WireItem): Instant | undefined {
  return utc(item.modifiedGmt)
}

/** `2025-01-18 18:26:26`; WordPress writes zeros if there is no date. */
function utc(text: string): Instant | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text)
  const at = match ? `${match[1]}T${match[2]}Z` : ''
  return isInstant(at) && !at.startsWith('0000') ? instantOf(new Date(at)) : undefined
}
