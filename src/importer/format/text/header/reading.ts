import type { Reporter } from '../../../fact/report.ts'
import type { Fact } from '../fact.ts'
import type { FactsReader } from '../facts-line.ts'
import type { Layout } from '../layout.ts'
import type { Line } from '../lines.ts'

/** The lines above the text of a page. */
export type Header = {
  title?: Line[]
  summary?: Line[]
  facts: Fact[]
  /** Index of the first line that was not read yet; at the end, of the first line of the body. */
  end: number
}

/** What a header and a footer are read from. */
export type Reading = { lines: readonly Line[]; layout: Layout; factsOf: FactsReader; reporter: Reporter }
