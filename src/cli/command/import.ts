import { existsSync } from 'node:fs'
import { Command, Option } from 'commander'
import { otherEpochHint, otherEpochNotice } from '../../change/leased/epoch.ts'
import type { Site } from '../../domain/address/site.ts'
import { operatorRights, type UndatedRule, undatedRules } from '../../domain/import/job.ts'
import type { Clock } from '../../domain/instant.ts'
import type { Store } from '../../domain/store/store.ts'
import { linkImported } from '../../editorial/import/link.ts'
import { missingFiles, withdrawMissing } from '../../editorial/import/missing-file.ts'
import type { ImportOutcome } from '../../editorial/import/outcome.ts'
import { importSources } from '../../editorial/import/sources.ts'
import { linkTranslations } from '../../editorial/import/translation.ts'
import { importers } from '../../importer/importers.ts'
import { type Read, reader } from '../../importer/reader.ts'
import type { TraceOutbound } from '../../outbound/trace.ts'
import { ownFiles, requireForeignFile } from '../../store/own-file.ts'
import { openImportStore } from '../import-store.ts'
import { baseOption } from '../option/base.ts'
import { addUrl } from '../option/url.ts'
import { count, noTotals, outcomeLines, sitePageLine, totalsLine } from '../output/import-report.ts'
import { createProgress, type Progress } from '../output/progress.ts'
import { exitCode, type Shell } from '../shell.ts'
import { siteOf } from '../site.ts'
import { findSources, isGoneFrom, type SourceFiles } from '../source/source-file.ts'
import { spareMemory } from '../spare-memory.ts'

type Options = {
  publish?: true
  dryRun?: true
  json?: true
  report?: string
  force?: true
  prune?: true
  source?: string
  language?: string
  encoding?: string
  dateOrder?: 'dmy' | 'mdy'
  undated?: UndatedRule
  base?: string
  pages?: true
  url?: URL[]
  allowPrivate?: true
}

/** `offprint import <files or folders…>` and `--url` */
export function importCommand(shell: Shell, exit: (code: number) => void): Command {
  const command = new Command('import')
  return command
    .description('read files, folders, pages or feeds into the store as articles')
    .argument('[paths...]', 'files, or folders (read recursively)')
    .option('--url <url>', 'a feed or a page on the web; may be repeated', addUrl)
    .option('--allow-private', 'with --url: allow addresses of this machine and of private networks')
    .option('--publish', 'publish created and changed articles')
    .option('--dry-run', 'report what the import would do, and write nothing')
    .option('--json', 'print one JSON object per line; the last one has the totals')
    .addOption(
      new Option(
        '--report <file>',
        'write a JSON report of how much of its source each article keeps; nothing is imported',
      )
        .implies({ dryRun: true })
        .conflicts(['publish', 'force', 'prune']),
    )
    .option('--prune', 'unpublish articles whose files are missing from the folder')
    .option('--force', 'overwrite changes that editors made since the last import')
    .option('--pages', 'import the pages of a WordPress or Ghost site as well as its posts')
    .option('--source <name>', 'name of the source, the first half of each identity (default: name of the folder)')
    .addOption(baseOption())
    .option('--language <tag>', 'language of all articles; overrides what they state')
    .option('--encoding <label>', 'encoding of all files; overrides detection')
    .addOption(new Option('--date-order <order>', 'how to read 03/04/2024').choices(['dmy', 'mdy']))
    .addOption(
      new Option(
        '--undated <rule>',
        'what --publish does with articles without a date (default: draft if there are several)',
      ).choices(undatedRules),
    )
    .action(async (paths: string[], options: Options) => {
      if (paths.length === 0 && !options.url) command.error('error: give files or folders, or a URL with --url')
      exit(await runImport(paths, options, shell))
    })
}

async function runImport(paths: readonly string[], options: Options, shell: Shell): Promise<number> {
  spareMemory()
  const config = shell.config()
  const site = siteOf(config)
  const isOwn = ownFiles(config.databaseUrl)
  if (options.report !== undefined) requireForeignFile(options.report, isOwn)
  const telemetry = options.url ? await shell.openTelemetry(config) : undefined
  const folders = [
    ...(await Promise.all(paths.map(path => findSources(path, importers, isOwn)))),
    ...(await webSources(options, telemetry?.traceOutbound)),
  ]
  const progress = createProgress(options.json ? undefined : shell.redraw, bytesOf(folders), () => performance.now())
  for (const folder of folders) folder.files = folder.files.map(progress.watch)
  const report = reporter(shell, folders, options.json === true, progress)
  const read = (folder: SourceFiles) => reading(folder, options, site, progress.reached)
  const measured =
    options.report === undefined
      ? undefined
      : (await import('../output/fidelity-report.ts')).fidelityReport(options.report)
  const { store, close } = await openImportStore(config, site, options, shell)
  try {
    const other = await store.otherEpoch()
    if (other) shell.err(`${otherEpochNotice(other)}\n${otherEpochHint}`)
    const deps = { store, clock: shell.clock, newId: shell.newId, originExists: existsSync }
    const { publish = false, force = false, dryRun = false } = options
    for (const folder of folders) {
      const { source = folder.source, base = folder.base } = options
      const several = folder.isFolder && folder.files.length > 1
      const undated = options.undated ?? (several ? ('draft' as const) : ('single' as const))
      const how = { publish, force, dryRun, undated, actor: 'cli', source, rights: operatorRights(base) }
      const outcomes = importSources(folder.files, measured ? measured.watch(read(folder)) : read(folder), how, deps)
      for await (const outcome of outcomes) {
        report.outcome(outcome)
        measured?.add(outcome)
      }
      if (folder.isFolder && !dryRun) report.gone(await goneFrom(folder, options, { store, clock: shell.clock }))
    }
    await measured?.write()
    return report.end(dryRun ? undefined : await linkAll(folders, options, { store, ...shell }))
  } finally {
    await close()
    await telemetry?.close()
  }
}

/** Links what was imported: articles by their addresses, and translations. */
async function linkAll(
  folders: readonly SourceFiles[],
  options: Options,
  { store, clock, newId }: Pick<Shell, 'clock' | 'newId'> & { store: Store },
): Promise<Links> {
  const actor = 'cli'
  const linked = await linkImported({ store, clock, actor })
  let translations = 0
  for (const source of new Set(folders.map(folder => options.source ?? folder.source)))
    translations += await linkTranslations(source, { store, clock, newId, actor, mayPublish: true })
  return { linked, translations }
}

/** Numbers of articles that were linked to articles, and to translations. */
type Links = { linked: number; translations: number }

/** Loads the HTTP client only when --url is given. */
async function webSources({ url: urls = [], allowPrivate }: Options, trace?: TraceOutbound): Promise<SourceFiles[]> {
  if (urls.length === 0) return []
  const { webSource } = await import('../source/source-web.ts')
  return urls.map(url => webSource(url, allowPrivate === true, trace))
}

/** Articles whose files are missing from a folder, and whether each was unpublished. */
async function goneFrom(
  { root, source }: SourceFiles,
  options: Options,
  { store, clock }: { store: Store; clock: Clock },
): Promise<Gone[]> {
  const isGone = (origin: string) => isGoneFrom(root, origin)
  const gone = await missingFiles(options.source ?? source, isGone, store)
  const taken = new Set(options.prune ? await withdrawMissing(gone, { store, clock, actor: 'cli' }) : [])
  return gone.map(one => ({ externalId: one.externalId, isTakenBack: taken.has(one) }))
}

/** The reader for the files of a folder. Options override what the folder implies. */
function reading(folder: SourceFiles, options: Options, site: Site, reached: Progress['reached']): Read {
  const { source = folder.source, language, encoding, dateOrder, base = folder.base, pages } = options
  return reader(source, site, { language, encoding, dateOrder, base, pages, onProgress: reached })
}

type Gone = { externalId: string; isTakenBack: boolean }

function bytesOf(folders: readonly SourceFiles[]): number {
  return folders.flatMap(folder => folder.files).reduce((sum, { bytes = 0 }) => sum + bytes, 0)
}

function reporter(shell: Shell, folders: readonly SourceFiles[], json: boolean, progress: Progress) {
  const totals = noTotals()
  return {
    outcome(outcome: ImportOutcome): void {
      count(totals, outcome)
      progress.clear()
      if (json) shell.out(JSON.stringify(outcome))
      else for (const line of outcomeLines(outcome)) shell.out(line)
      progress.step()
    },
    gone(articles: readonly Gone[]): void {
      progress.clear()
      for (const { externalId, isTakenBack } of articles) {
        if (json) shell.out(JSON.stringify({ externalId, result: isTakenBack ? 'taken-back' : 'file-gone' }))
        else if (isTakenBack) shell.out(`unpublished          ${externalId}`)
        else shell.out(`file missing         ${externalId}: --prune unpublishes it`)
      }
    },
    end({ linked, translations }: Links = { linked: 0, translations: 0 }): number {
      progress.clear()
      const sitePages = folders.flatMap(folder => folder.sitePages)
      const skipped = folders.flatMap(folder => folder.skipped)
      if (json) {
        for (const { name, kind } of sitePages) shell.out(JSON.stringify({ name, result: 'skipped', detail: kind }))
        const all = [...skipped, ...sitePages.map(page => page.name)].sort()
        const links = { ...(linked > 0 && { linked }), ...(translations > 0 && { translations }) }
        shell.out(JSON.stringify({ totals, skipped: all, ...links }))
      } else {
        for (const page of sitePages) shell.out(sitePageLine(page))
        for (const name of skipped) shell.out(`skipped              ${name}: no importer supports this kind of file`)
        if (linked > 0) shell.out(`linked               ${linked} articles to articles imported later`)
        if (translations > 0) shell.out(`translations         ${translations} articles linked to their translations`)
        shell.out(totalsLine(totals))
      }
      return totals.problem + totals.conflict + totals.diverged > 0 ? exitCode.problems : exitCode.done
    },
  }
}
