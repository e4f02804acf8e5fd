import { cycles, wrongEdges } from './edges.ts'
import { fileAccess } from './file-access.ts'
import { sqlFaults } from './plain-sql.ts'
import { routinesPerCall } from './routine.ts'
import { commentLines, nodes, parseSource, placeOf, type Source, ts } from './source.ts'

/** Lines that a file may have. */
export const longest = 400

/** Lines past which a file is worth a look. */
export const long = 250

/**
 * The violations of the architecture rules in a tree of source and data files, each as `place: violation`.
 *
 * @param files text by path relative to the repository
 */
export function violations(files: ReadonlyMap<string, string>): string[] {
  const sources = new Map([...files].map(([path, text]) => [path, parseSource(path, text)]))
  const code = [...sources.values()].filter(({ path }) => path.endsWith('.ts'))
  const each = code.flatMap(source => [
    ...wrongName(source),
    ...tooLong(source),
    ...suppressions(source),
    ...barrels(source),
    ...moduleState(source),
    ...wrongSyntax(source),
    ...fileAccess(source),
    ...sqlFaults(source),
    ...routinesPerCall(source),
  ])
  return [...wrongEdges(sources), ...cycles(sources), ...each, ...wrongCommentShare(code)]
}

function wrongName({ path }: Source): string[] {
  const names = path.replace(/\.ts$/, '').split('/')
  const odd = names.filter(name => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
  const vague = names.filter(name => /^(?:utils?|helpers?|common|shared|misc|lib)$/.test(name))
  return [
    ...odd.map(name => `${path}: "${name}" is not kebab-case`),
    ...vague.map(name => `${path}: "${name}" is vague; name what it contains`),
  ]
}

function tooLong({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n').length
  return lines > longest ? [`${path}: ${lines} lines; the limit is ${longest}`] : []
}

function suppressions({ path, text }: Source): string[] {
  const found = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable/.exec(text)
  return found ? [`${path}: contains the suppression ${found[0]}`] : []
}

function barrels(source: Source): string[] {
  return source.tree.statements.flatMap(statement =>
    ts.isExportDeclaration(statement) && statement.moduleSpecifier
      ? [`${placeOf(source, statement)}: re-exports another file`]
      : [],
  )
}

/** Mutable state outside functions: `let`, and collections that start empty. */
function moduleState(source: Source): string[] {
  return source.tree.statements.filter(ts.isVariableStatement).flatMap(statement => {
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0
    return statement.declarationList.declarations
      .filter(({ initializer }) => !isConst || isEmptyCollection(initializer))
      .map(declaration => `${placeOf(source, declaration)}: module state "${declaration.name.getText(source.tree)}"`)
  })
}

function isEmptyCollection(value: ts.Expression | undefined): boolean {
  if (!value) return false
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0
  if (ts.isObjectLiteralExpression(value)) return value.properties.length === 0
  if (!ts.isNewExpression(value)) return false
  const holds = /^(?:Map|Set|WeakMap|WeakSet|LRUCache)$/.test(value.expression.getText())
  return holds && (value.expression.getText() === 'LRUCache' || (value.arguments ?? []).length === 0)
}

function wrongSyntax(source: Source): string[] {
  return [...nodes(source)].flatMap(node => {
    const wrong = wrongNode(node, source.path)
    return wrong ? [`${placeOf(source, node)}: ${wrong}`] : []
  })
}

function wrongNode(node: ts.Node, path: string): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return '`any`'
  if (ts.isNonNullExpression(node)) return 'non-null `!`'
  if (ts.isEnumDeclaration(node)) return '`enum`'
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) {
    return isSwitchDefault(node) ? undefined : 'default export'
  }
  if (!ts.isPropertyAccessExpression(node)) return undefined
  if (node.expression.getText() === 'console') return '`console`'
  if (node.getText() === 'process.env' && path !== 'src/main.ts') return '`process.env` is read in src/main.ts only'
  return isPure(path) && /^(?:Date\.now|Math\.random|performance\.now|crypto\.randomUUID)$/.test(node.getText())
    ? `${node.getText()} makes the result depend on time or chance; take it as a parameter`
    : undefined
}

function isSwitchDefault(node: ts.Node): boolean {
  return node.parent !== undefined && ts.isDefaultClause(node.parent)
}

function isPure(path: string): boolean {
  return /^src\/(?:domain|render|syndication)\//.test(path)
}

function wrongCommentShare(sources: readonly Source[]): string[] {
  const counts = sources.map(commentLines)
  const comment = counts.reduce((sum, one) => sum + one.comment, 0)
  const filled = counts.reduce((sum, one) => sum + one.filled, 0)
  const share = (100 * comment) / filled
  if (filled < 500 || (share >= 5 && share <= 20)) return []
  return [`src: ${share.toFixed(1)} % of lines are comments; the limits are 5 and 20 %`]
}
