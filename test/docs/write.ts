import { readFileSync, writeFileSync } from 'node:fs'
import { settingsTable } from '../../src/config/environment.ts'
import { type ErrorCode, errors } from '../../src/domain/error.ts'
import { problemAdvice } from '../../src/http/problem-advice.ts'
import { importers } from '../../src/importer/importers.ts'

/** Writes the tables of README that follow from the code, each between `<!-- name -->` and `<!-- /name -->`. */
const readme = new URL('../../README.md', import.meta.url)

const tables: Record<string, string> = {
  settings: settingsTable(),
  errors: errorsTable(),
  importers: importersTable(),
}

let text = readFileSync(readme, 'utf8')
for (const [name, table] of Object.entries(tables)) {
  const place = new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`)
  if (!place.test(text)) throw new Error(`README has no place for the table "${name}"`)
  text = text.replace(place, () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`)
}
writeFileSync(readme, text)

function errorsTable(): string {
  const rows = Object.entries(errors).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title}. ${problemAdvice(code as ErrorCode)} |`,
  )
  return ['| code | status | what happened, and what to do |', '|---|---|---|', ...rows].join('\n')
}

function importersTable(): string {
  const rows = importers.map(
    ({ name, mediaTypes, extensions }) =>
      `| \`${name}\` | ${extensions.map(one => `\`${one}\``).join(' ')} | ${mediaTypes.map(one => `\`${one}\``).join(' ')} |`,
  )
  return ['| importer | extensions | media types |', '|---|---|---|', ...rows].join('\n')
}
