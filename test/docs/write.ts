import { readFileSync, writeFileSync } from 'node:fs'
import { settingsTable } from '../../src/config/environment.ts'
import { type ErrorCode, errors } from '../../src/domain/error.ts'
import { problemAdvice } from '../../src/http/problem/problem-advice.ts'
import { importers } from '../../src/importer/importers.ts'

/** Writes the generated tables of docs/, each between `<!-- name -->` and `<!-- /name -->` of its page. */
const tables = [
  { page: 'settings', name: 'settings', table: settingsTable() },
  { page: 'errors', name: 'errors', table: errorsTable() },
  { page: 'importing', name: 'importers', table: importersTable() },
]

for (const { page, name, table } of tables) {
  const file = new URL(`../../docs/${page}.md`, import.meta.url)
  const text = readFileSync(file, 'utf8')
  const place = new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`)
  if (!place.test(text)) throw new Error(`docs/${page}.md has no markers for the table "${name}"`)
  writeFileSync(
    file,
    text.replace(place, () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`),
  )
}

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
