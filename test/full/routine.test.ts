import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ts } from '../architecture/source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Calls of routines whose result is used as if it were the result of the routine. A routine runs only by `yield*`. */
function forgotten(files: Readonly<Record<string, string>>): string[] {
  const options = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
    ts.sys,
    root,
  ).options
  const host = ts.createCompilerHost(options)
  const read = host.readFile
  const texts = new Map(Object.entries(files).map(([path, text]) => [root + path, text]))
  host.readFile = path => texts.get(path) ?? read(path)
  const program = ts.createProgram(
    [...texts.keys(), `${root}src/store/open.ts`, `${root}src/store/maintain.ts`, `${root}src/store/postgres/open.ts`],
    options,
    {
      ...host,
      fileExists: path => texts.has(path) || host.fileExists(path),
      getSourceFile: (path, target) => {
        const text = texts.get(path)
        return text === undefined ? host.getSourceFile(path, target) : ts.createSourceFile(path, text, target, true)
      },
    },
  )
  const checker = program.getTypeChecker()
  return program.getSourceFiles().flatMap(file => {
    if (!file.fileName.startsWith(`${root}src/store/`) || file.isDeclarationFile) return []
    const found: string[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isRoutine(checker, node) && !isRun(node)) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart())
        found.push(`${file.fileName.slice(root.length)}:${line + 1}`)
      }
      node.forEachChild(visit)
    }
    visit(file)
    return found
  })
}

function isRoutine(checker: ts.TypeChecker, node: ts.Node): boolean {
  const type = checker.getTypeAtLocation(node)
  const all = type.isUnion() ? type.types : [type]
  return all.some(one => {
    const yields = one.symbol && /^(?:Generator|Iterable)$/.test(one.symbol.name)
    const [request] = yields ? checker.getTypeArguments(one as ts.TypeReference) : []
    return request?.aliasSymbol?.name === 'Request' || request?.symbol?.name === 'Request'
  })
}

/** Whether a routine runs by `yield*`, or is handed on: as an argument, or as the result of a function that is not a generator. */
function isRun(call: ts.Node): boolean {
  let node = call
  while (ts.isParenthesizedExpression(node.parent) || isBranch(node)) node = node.parent
  const { parent } = node
  if (ts.isYieldExpression(parent)) return parent.asteriskToken !== undefined
  if (ts.isCallExpression(parent)) return parent.arguments.some(argument => argument === node)
  if (ts.isArrowFunction(parent)) return parent.body === node
  return ts.isReturnStatement(parent) && !isInGenerator(parent)
}

function isBranch(node: ts.Node): boolean {
  return ts.isConditionalExpression(node.parent) && node.parent.condition !== node
}

function isInGenerator(node: ts.Node): boolean {
  let { parent } = node
  while (!ts.isFunctionLike(parent)) ({ parent } = parent)
  return 'asteriskToken' in parent && parent.asteriskToken !== undefined
}

const sample = `
  import type { Routine } from './rows/database/routine.ts'
  declare function has(id: string): Routine<boolean>
  declare function add(id: string): Routine<void>
  export function* good(id: string): Routine<boolean> {
    yield* add(id)
    return yield* has(id)
  }
  export const handedOn = (id: string) => has(id)
  export function* bad(id: string): Routine<unknown> {
    add(id)
    if (has(id)) yield* add(id)
    const found = has(id) ?? id
    yield has(id) as never
    return has(found as string)
  }
`

t.test('every routine of the store runs, and the search finds each way to forget one', async t => {
  const lines = [11, 12, 13, 14, 15]
  t.strictSame(
    forgotten({ 'src/store/forgetful.ts': sample }),
    lines.map(line => `src/store/forgetful.ts:${line}`),
  )
})
