import { posix } from 'node:path'
import ts from '../client/node_modules/typescript/lib/typescript.js'

/** A source file as the rules see it. */
export type Source = {
  /** Relative to the repository, with `/`. */
  path: string
  text: string
  tree: ts.SourceFile
  /** Modules it imports, types and dynamic imports included, as written. */
  modules: string[]
  /** Files it imports, relative to the repository. */
  files: string[]
}

export function parseSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const modules = importedModules(tree)
  const files = modules.filter(name => name.startsWith('.')).map(name => posix.join(posix.dirname(path), name))
  return { path, text, tree, modules, files }
}

/** Every node of a kind. */
export function* nodes(source: Source): Generator<ts.Node> {
  const open: ts.Node[] = [source.tree]
  for (let node = open.pop(); node; node = open.pop()) {
    yield node
    node.forEachChild(child => void open.push(child))
  }
}

/** `path:line` of a node, as terminals make it a link. */
export function placeOf(source: Source, node: ts.Node): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
  return `${source.path}:${line + 1}`
}

/** The number of lines with only a comment, and of lines that are not blank. */
export function commentLines({ text }: Source): { comment: number; filled: number } {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return { comment: lines.filter(line => /^\s*(?:\/\/|\/\*|\*(?: |\/|$))/.test(line)).length, filled: lines.length }
}

function importedModules(tree: ts.SourceFile): string[] {
  const modules: string[] = []
  const visit = (node: ts.Node): void => {
    const name = moduleOf(node)
    if (name && ts.isStringLiteralLike(name)) modules.push(name.text)
    node.forEachChild(visit)
  }
  visit(tree)
  return modules
}

function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0]
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
}

export { ts }
