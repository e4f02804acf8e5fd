import { nodes, placeOf, type Source, ts } from './source.ts'

/**
 * Generator functions of the store that are made for each call: V8 takes 10 to 50 microseconds when a new generator function
 * first runs. A routine is declared once, at the top of a module or of the function that creates a part of the store.
 */
export function routinesPerCall(source: Source): string[] {
  if (!source.path.startsWith('src/store/')) return []
  return [...nodes(source)].flatMap(node => {
    if (!isGenerator(node) || depthOf(node) < 2) return []
    return [`${placeOf(source, node)}: makes a generator function for each call`]
  })
}

function isGenerator(node: ts.Node): boolean {
  return (
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
    node.asteriskToken !== undefined
  )
}

/** The number of functions around a node. */
function depthOf(node: ts.Node): number {
  let depth = 0
  for (let { parent } = node; parent; { parent } = parent) if (ts.isFunctionLike(parent)) depth += 1
  return depth
}
