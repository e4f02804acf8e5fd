import type { Inline } from '../../../../domain/body/inline.ts'
import type { Reporter } from '../../../fact/report.ts'
import type { TemplateStore } from './store.ts'

/** The context of a scan for templates. */
export type ScanContext = { store: TemplateStore; reporter: Reporter; base: string | undefined; inlines: Inlines }

/** Reads one line of Markdown. */
export type Inlines = (line: string) => Inline[]

/** A tag in a text. */
export type Tag = {
  source: string
  name: string
  rest: string
  line: number
  kind: 'liquid' | 'output' | 'hugo' | 'comment'
}
