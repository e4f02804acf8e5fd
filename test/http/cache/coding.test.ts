import t from 'tap'
import { acceptedCodings, createNegotiation } from '../../../src/http/cache/coding.ts'

const cases: Record<string, string> = {
  '': 'identity',
  br: 'br identity',
  gzip: 'gzip identity',
  'gzip, deflate, br, zstd': 'br gzip identity',
  'br;q=0.5, gzip;q=0.8': 'gzip br identity',
  'gzip;q=1.0, br;q=1.000': 'br gzip identity',
  'br;q=0': 'identity',
  'br;q=0, gzip': 'gzip identity',
  'br;q=0.000, *': 'gzip identity',
  '*': 'br gzip identity',
  '*;q=0.1, identity': 'identity br gzip',
  '*;q=0, gzip': 'gzip',
  'identity;q=0, br': 'br',
  'identity;q=0': 'identity',
  'identity;q=0, *;q=0': 'identity',
  'identity, br;q=0.9': 'identity br',
  'BR ; Q=0.7 , X-GZIP;q=0.2': 'br gzip identity',
  'br;q=2': 'identity',
  'br;q=': 'identity',
  'br;q=0.1234': 'identity',
  'br;level=3': 'br identity',
  'br, br;q=0': 'br identity',
  ' , ,br,': 'br identity',
  'deflate, zstd': 'identity',
  'brotli, gzipped': 'identity',
}

t.test('acceptedCodings returns the accepted codings of Accept-Encoding, best first', async t => {
  for (const [header, codings] of Object.entries(cases)) {
    t.equal(acceptedCodings(header).join(' '), codings, JSON.stringify(header))
  }
})

t.test('createNegotiation selects identity when Accept-Encoding is absent', async t => {
  t.strictSame(createNegotiation()(undefined), ['identity'])
})

t.test('createNegotiation returns the same result for a repeated header, after 1,000 others', async t => {
  const negotiate = createNegotiation()
  for (let round = 0; round < 2; round += 1) {
    for (let number = 0; number < 1000; number += 1) {
      t.strictSame(
        negotiate(`br;q=0.${number % 9}, gzip;q=0.${number % 7}`),
        acceptedCodings(`br;q=0.${number % 9}, gzip;q=0.${number % 7}`),
      )
    }
  }
})

t.test('acceptedCodings parses a header of 8,000 parts', async t => {
  t.strictSame(acceptedCodings(`${'a;q=0.1, '.repeat(8000)}br`), ['br', 'identity'])
})
