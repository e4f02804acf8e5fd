import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { nodes, parseSource, placeOf, ts } from '../architecture/source.ts'

/** Assertions that pass for values that differ, and what to write for each. */
const loose: Record<string, string> = {
  same: 'strictSame: `same` takes null for undefined and "1" for 1',
  notSame: 'strictNotSame',
  has: 'hasMembers of test/has-members.ts',
  hasStrict: 'hasMembers of test/has-members.ts',
  notHas: 'strictSame of the names that must not be there',
}

function looseAssertions(path: string, text: string): string[] {
  const source = parseSource(path, text)
  return [...nodes(source)].flatMap(node => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return []
    const { expression, name } = node.expression
    if (expression.getText() !== 't') return []
    const [, pattern] = node.arguments
    const isValue = pattern && (ts.isObjectLiteralExpression(pattern) || ts.isArrayLiteralExpression(pattern))
    if (isValue && /^(?:match|notMatch)$/.test(name.text)) {
      return [`${placeOf(source, node)}: t.${name.text} is for texts; for values write strictSame or hasMembers`]
    }
    const better = Object.hasOwn(loose, name.text) ? loose[name.text] : undefined
    return better === undefined ? [] : [`${placeOf(source, node)}: t.${name.text}; write ${better}`]
  })
}

const folder = new URL('../', import.meta.url)

t.test('no test compares values loosely', async t => {
  const files = globSync('**/*.ts', { cwd: folder, exclude: ['client/node_modules'] }).map(file =>
    file.replaceAll('\\', '/'),
  )
  t.ok(files.length > 250)
  const found = files.flatMap(file => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    if (file === 'suite/assertion.test.ts') return []
    return /\bt\.(?:same|notSame|has|hasStrict|notHas|match|notMatch)\(/.test(text) ? looseAssertions(file, text) : []
  })
  t.strictSame(found, [])
})

for (const [code, says] of [
  ['t.same(a, 1)', /t\.same; write strictSame/],
  ['t.has(a, { b: 1 })', /t\.has; write hasMembers/],
  ['t.match(await a(), { b: 1 })', /t\.match is for texts/],
  ['t.match([1, 2, 3], [1])', /t\.match is for texts/],
] as const) {
  t.test(`${code} is found`, async t => {
    t.match(looseAssertions('a.test.ts', `\n${code}`).join(), says)
  })
}

t.test('texts may match a regular expression or a part', async t => {
  t.strictSame(looseAssertions('a.test.ts', "t.match(a, /b/)\nt.match(a, 'b')\nt.notMatch(a, 'c')"), [])
})
