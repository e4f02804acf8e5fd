import { test } from 'tap'
import { decode, isWindows1252 } from '../../src/importer/source/decode.ts'
import { hasMembers } from '../has-members.ts'

const utf8 = new TextEncoder()

/** The bytes of a text in which each character has the code of a byte. */
const bytes = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))

const french = bytes(
  'Le port ach\xe8te deux ferries \xe9lectriques \xe0 41 millions. C\x92est d\xe9cid\xe9 \x97 enfin.',
)

/** The same sentence in Cyrillic: every word is made of high bytes. */
const cyrillic = bytes('\xcf\xee\xf0\xf2 \xea\xf3\xef\xe8\xeb \xe4\xe2\xe0 \xef\xe0\xf0\xee\xec\xe0.')

test('reads UTF-8 and removes its byte order mark', async t => {
  const expected = { kind: 'text', text: 'Fähre 👋', encoding: 'utf-8', notes: [] }
  t.strictSame(decode(utf8.encode('Fähre 👋')), expected)
  t.strictSame(decode(utf8.encode('\ufeffFähre 👋')), expected)
})

test('reads UTF-16 with a byte order mark, in both byte orders', async t => {
  const little = Buffer.from('\ufeffFähre 👋', 'utf16le')
  const big = Buffer.from(little).swap16()
  t.strictSame(decode(little), { kind: 'text', text: 'Fähre 👋', encoding: 'utf-16le', notes: [] })
  t.strictSame(decode(big), { kind: 'text', text: 'Fähre 👋', encoding: 'utf-16be', notes: [] })
})

test('UTF-16 with half a character is malformed', async t => {
  for (const broken of [
    [0xff, 0xfe, 0x41],
    [0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00],
  ]) {
    hasMembers(t, decode(Uint8Array.from(broken)), { kind: 'problem', code: 'malformed' })
  }
})

test('UTF-16 without a byte order mark is a problem that suggests an encoding', async t => {
  const plain = decode(Buffer.from('The ferries cost 41 million.', 'utf16le'))
  hasMembers(t, plain, { kind: 'problem', code: 'binary', detail: /encoding utf-16le/ })
  hasMembers(t, decode(Buffer.from('The ferries cost.', 'utf16le').swap16()), { detail: /encoding utf-16be/ })
})

test('reads Windows-1252 if no byte contradicts it, and always reports it', async t => {
  t.strictSame(decode(french), {
    kind: 'text',
    text: 'Le port achète deux ferries électriques à 41 millions. C’est décidé — enfin.',
    encoding: 'windows-1252',
    notes: [{ code: 'encoding-guessed', detail: 'The bytes are not UTF-8; they were read as Windows-1252.' }],
  })
})

test('reads Turkish as Windows-1254, and Icelandic, Faroese and other languages as Windows-1252', async t => {
  /** Bytes of a text, whose Turkish letters have the codes of Windows-1254. */
  const coded = (text: string) =>
    bytes([...text].map(letter => ({ ı: 'ý', İ: 'Ý', ş: 'þ', Ş: 'Þ', ğ: 'ð', Ğ: 'Ð' })[letter] ?? letter).join(''))
  const read = (text: string) => {
    const decoded = decode(coded(text))
    return decoded.kind === 'text' ? [decoded.encoding, decoded.text, ...decoded.notes.map(({ detail }) => detail)] : []
  }
  for (const text of [
    'Vapurlar kışın da çalışacak.',
    'İskele bugün açıldı; Şükran Hanım ilk bileti aldı, dağa baktı.',
    'Fatih café işletiyor, kapısı açık: « kâğıt, çay, ışık ».',
  ])
    t.strictSame(read(text), ['windows-1254', text, 'The bytes are not UTF-8; they were read as Windows-1254.'], text)
  for (const text of [
    'Það var þoka á firðinum og skipið sigldi ekki, sagði hafnarstjórinn.',
    'Ný ferja siglir í maí. Hún er hljóðlát og tekur sextíu bíla.',
    'Ferjan fer ikki í dag, tí veðrið er ov ringt, og fólk bíðar á keiini.',
    'La cité a acheté deux bacs; Ýmir, le pilote, est né là-bas.',
    'Die Fähre fährt über den Öresund.',
  ])
    t.strictSame(read(text), ['windows-1252', text, 'The bytes are not UTF-8; they were read as Windows-1252.'], text)
})

for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d, 0x00, 0x01, 0x1b]) {
  test(`does not read Windows-1252 if the text contains byte 0x${byte.toString(16)}`, async t => {
    t.equal(isWindows1252(Uint8Array.from([...french, byte])), false)
    t.equal(decode(Uint8Array.from([...french, byte])).kind, 'problem')
  })
}

test('reads Windows-1252 only if 95 % of the high bytes are in words or are punctuation marks', async t => {
  const inWords = 'd\xe9j\xe0 '
  const outside = '\xd7\xd7\xd7'
  t.equal(isWindows1252(bytes(inWords.repeat(29) + outside)), true)
  t.equal(isWindows1252(bytes(inWords.repeat(28) + outside)), false)
})

test('does not read other encodings as Windows-1252', async t => {
  const shiftJis = [0x83, 0x74, 0x83, 0x46, 0x83, 0x8a, 0x81, 0x5b, 0x82, 0xf0, 0x94, 0x83, 0x82, 0xa4]
  const macRoman = bytes('D\x8ej\x88 vu, \x8et\x8e, for\x90t')
  const halfUtf8 = Uint8Array.from([...utf8.encode('Le port achète deux ferries électriques.'), 0xff])
  for (const other of [cyrillic, Uint8Array.from(shiftJis), macRoman, halfUtf8]) {
    hasMembers(t, decode(other), { kind: 'problem', code: 'encoding-unknown' })
  }
})

test('--encoding overrides the detected encoding', async t => {
  t.strictSame(decode(cyrillic, 'windows-1251'), {
    kind: 'text',
    text: 'Порт купил два парома.',
    encoding: 'windows-1251',
    notes: [],
  })
  hasMembers(t, decode(french, 'utf-8'), { kind: 'problem', code: 'malformed' })
  hasMembers(t, decode(french, 'no-such'), { kind: 'problem', code: 'encoding-unknown' })
})

test('empty input, white space, binary bytes and other kinds of documents are problems', async t => {
  const code = (input: Uint8Array) => {
    const decoded = decode(input)
    return decoded.kind === 'problem' ? decoded.code : decoded.text
  }
  t.equal(code(new Uint8Array()), 'empty')
  t.equal(code(utf8.encode('\ufeff \n\t\u00a0\u200b')), 'empty')
  t.equal(code(Uint8Array.of(0x41, 0, 0x42)), 'binary')
  t.equal(code(Uint8Array.of(1, 2, 3, 4, 65)), 'binary')
  t.equal(code(utf8.encode('%PDF-1.7\n')), 'binary')
  t.equal(code(utf8.encode('{\\rtf1 a}')), 'binary')
})
