import { nodes, placeOf, type Source, ts } from './source.ts'

/**
 * The only files of `src` that open, copy, move or write files, each with why that is never the database, its log or its
 * index. A process that closes any descriptor of those outside SQLite loses the locks that SQLite holds on them.
 */
const openers: Record<string, string> = {
  'src/main.ts': 'reads the package.json of Offprint',
  'src/http/service/guide.ts': 'reads the guides that the package ships',
  'src/http/service/openapi-document.ts': 'reads the document that the package ships',
  'src/store/sqlite/database/migrate.ts': 'reads the migrations that the package ships',
  'src/store/postgres/database/migrate.ts': 'reads the migrations that the package ships',
  'src/store/sqlite/backup/output.ts': 'creates files with new names, and opens folders',
  'src/store/sqlite/backup/restore.ts': 'copies a backup, before it opens a database',
  'src/cli/source/claim.ts': 'opens what findSources found, which leaves out the files of the store',
  'src/importer/source/file-source.ts': 'opens what findSources found, which leaves out the files of the store',
  'src/cli/output/export-file.ts': 'writes where the command asked demandForeign first',
  'src/cli/output/fidelity-report.ts': 'writes where the command asked demandForeign first',
  'src/cli/import-store.ts': 'removes the temporary folder that it made',
  'src/store/sqlite/upload-store.ts': 'opens files named by ids in the folder of uploads',
  'src/importer/source/spool.ts': 'opens a new file in a new folder',
  'src/http/service/route/asset.ts': 'hands out files for which it asked ownFiles first',
}

/** Functions that read names and attributes and open no file. */
const harmless =
  /^(?:l?stat|statfs|access|exists|realpath|readdir|mkdir|mkdtemp|chmod)(?:Sync)?$|^(?:watch|constants|Stats|FileHandle)$/

const opening = /^(?:node:)?fs(?:\/promises)?$|^@fastify\/static$/

/** Imports of functions that open files, in files that the list above does not have. */
export function fileAccess(source: Source): string[] {
  if (source.path in openers) return []
  return [...nodes(source)].flatMap(node => {
    const found = importedNames(node).filter(name => !harmless.test(name))
    return found.length === 0
      ? []
      : [`${placeOf(source, node)}: opens files (${found.join(', ')}); see test/architecture/file-access.ts`]
  })
}

function importedNames(node: ts.Node): string[] {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [name] = node.arguments
    return name && ts.isStringLiteralLike(name) && opening.test(name.text) ? [name.text] : []
  }
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteralLike(node.moduleSpecifier)) return []
  const { text } = node.moduleSpecifier
  const bindings = node.importClause?.namedBindings
  if (!opening.test(text)) return []
  if (!bindings || !ts.isNamedImports(bindings) || node.importClause?.name) return [text]
  return bindings.elements.map(element => (element.propertyName ?? element.name).text)
}
