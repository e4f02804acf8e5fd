import t from 'tap'
import { addSeconds, dayOf, instantOf, isDay, isInstant, now, seconds, startOfDay } from '../../src/domain/instant.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'

t.test('isInstant accepts existing whole seconds in UTC in the years 0001 to 9999', async t => {
  const good = ['2026-11-22T09:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2024-02-29T12:00:00Z']
  const bad = [
    '2026-11-22T09:00:00.000Z',
    '2026-11-22T09:00:00+00:00',
    '2026-11-22 09:00:00Z',
    '2026-11-22t09:00:00z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '2026-11-22T09:00:00Z\n',
  ]
  t.strictSame(
    good.map(isInstant),
    good.map(() => true),
  )
  t.strictSame(bad.filter(isInstant), [])
})

t.test('isDay accepts existing days', async t => {
  t.strictSame(['2024-02-29', '0001-01-01', '9999-12-31'].map(isDay), [true, true, true])
  t.strictSame(['2023-02-29', '2026-13-01', '2026-1-1', '0000-12-31', '2026-11-22T00:00:00Z', ''].filter(isDay), [])
})

t.test('instantOf drops the fraction and returns undefined for dates that cannot be represented', async t => {
  t.equal(instantOf(new Date('2026-11-22T09:00:00.999Z')), '2026-11-22T09:00:00Z')
  t.equal(instantOf(new Date(Number.NaN)), undefined)
  t.equal(instantOf(new Date(8_640_000_000_000_000)), undefined)
  t.equal(instantOf(new Date('0000-12-31T23:59:59Z')), undefined)
  t.equal(instantOf(new Date(-0.5)), '1970-01-01T00:00:00Z')
})

t.test('every date of the years 0001 to 9999 becomes an instant that parses to the same second', async t => {
  const dates = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  holds(t, dates, date => {
    const at = instantOf(date) ?? ''
    return isInstant(at) && seconds(at) === Math.floor(date.getTime() / 1000)
  })
})

const beginnings: [day: string, zone: string, begins: string, why: string][] = [
  ['2026-11-22', 'UTC', '2026-11-22T00:00:00Z', 'no offset'],
  ['2026-11-22', 'Asia/Kathmandu', '2026-11-21T18:15:00Z', 'an offset of quarters'],
  ['2026-11-22', 'Pacific/Kiritimati', '2026-11-21T10:00:00Z', 'the earliest zone'],
  ['2026-11-22', 'Pacific/Pago_Pago', '2026-11-22T11:00:00Z', 'the latest zone'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z', 'clocks go forward later that day'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00Z', 'clocks go back later that day'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00Z', 'clocks went forward the day before'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', 'midnight does not exist: the day begins at 01:00'],
  ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00Z', 'the hour before midnight comes twice'],
  ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00Z', 'midnight does not exist'],
  ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z', 'midnight comes twice: the first'],
  [
    '2006-10-29',
    'America/St_Johns',
    '2006-10-29T02:30:00Z',
    'a minute past midnight clocks go back into the day before',
  ],
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'the whole day does not exist'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'the day after the one that does not exist'],
  ['1883-11-18', 'America/New_York', '1883-11-18T04:56:02Z', 'local mean time, to the second'],
  ['0001-01-01', 'America/New_York', '0001-01-01T04:56:02Z', 'the first year'],
  ['0001-01-01', 'Asia/Tokyo', '0001-01-01T00:00:00Z', 'it begins before the first instant'],
  ['9999-12-31', 'America/New_York', '9999-12-31T05:00:00Z', 'the last year'],
]

for (const [day, zone, begins, why] of beginnings) {
  t.test(`${day} begins in ${zone} at ${begins}: ${why}`, async t => {
    t.equal(startOfDay(day, zone), begins)
  })
}

t.test('the start of a day is in that day, and the second before is not', async t => {
  const zones = [
    'Europe/Oslo',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Tehran',
  ]
  const days = fc.date({ min: new Date('1900-01-02'), max: new Date('2035-12-30'), noInvalidDate: true })
  holds(t, fc.tuple(fc.constantFrom(...zones), days), ([zone, date]) => {
    const day = date.toISOString().slice(0, 10)
    const begin = startOfDay(day, zone)
    const before = instantOf(new Date(Date.parse(begin) - 1000)) ?? ''
    return dayOf(begin, zone) === day && dayOf(before, zone) < day
  })
})

t.test('dayOf stays within the years that can be represented', async t => {
  t.equal(dayOf('2026-11-22T23:30:00Z', 'Europe/Oslo'), '2026-11-23')
  t.equal(dayOf('9999-12-31T23:00:00Z', 'Asia/Tokyo'), '9999-12-31')
  t.equal(dayOf('0001-01-01T00:00:00Z', 'America/New_York'), '0001-01-01')
  t.ok(isDay(dayOf('0001-01-01T00:00:00Z', 'Asia/Tokyo')))
})

t.test('an unknown time zone is an error', async t => {
  t.throws(() => startOfDay('2026-11-22', 'Harbour/Pier'), RangeError)
})

t.test('now returns the time of the clock in whole seconds and throws for an impossible time', async t => {
  t.equal(
    now(() => new Date('2026-11-22T12:00:00.999Z')),
    '2026-11-22T12:00:00Z',
  )
  t.throws(() => now(() => new Date('')), RangeError)
  t.throws(() => now(() => new Date('+010000-01-01T00:00:00Z')), RangeError)
})

t.test('addSeconds stays within the years that can be stored', async t => {
  t.equal(addSeconds('2026-11-22T12:00:00Z', 5), '2026-11-22T12:00:05Z')
  t.equal(addSeconds('2026-11-22T12:00:00Z', -43_200), '2026-11-22T00:00:00Z')
  t.equal(addSeconds('2026-11-22T12:00:00Z', 1e15), '9999-12-31T23:59:59Z')
  t.equal(addSeconds('2026-11-22T12:00:00Z', -1e15), '0001-01-01T00:00:00Z')
})
