/** A formula between dollars in one line: no space inside the dollars, no letter or digit before, no digit after. */
const inDollars = /(?<![\\$\p{L}\p{N}])\$(?![\s$])[^$\n`|]{0,499}[^\s$\n`|\\]\$(?![$\d])/gu

/** A formula between `\\(` and `\\)` in one line. */
const inBrackets = /(?<!\\)\\\((?:[^\\\n`|]|\\[^()\n`|])+\\\)/g

/** Characters that Markdown would change. A formula without them needs no protection. */
const isMarked = /[\\^_{}*]/

/** Whether Markdown would change a formula. */
export function isMarkedFormula(text: string): boolean {
  return isMarked.test(text.replace(/^\\\(|\\\)$/g, ''))
}

/** Splits a text at formulas in TeX (`$x_1$`, `\\(x_1\\)`) that Markdown would change. Formulas have odd indexes. */
export function splitMath(text: string): string[] {
  const found = [
    ...(text.includes('$') ? text.matchAll(inDollars) : []),
    ...(text.includes('\\(') ? text.matchAll(inBrackets) : []),
  ].sort((one, other) => one.index - other.index)
  const parts: string[] = []
  let done = 0
  for (const { index, 0: formula } of found) {
    if (index < done || !isMarkedFormula(formula)) continue
    parts.push(text.slice(done, index), formula)
    done = index + formula.length
  }
  return [...parts, text.slice(done)]
}
