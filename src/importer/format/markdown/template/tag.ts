import type { Reporter } from '../../../fact/report.ts'
import type { TemplateStore } from './store.ts'

/** Where templates are put, and who hears of them. */
export type ScanSetting = { store: TemplateStore; reporter: Reporter; base: string | undefined }

/** A tag as it was found. */
export type Tag = {
  source: string
  name: string
  rest: string
  line: number
  kind: 'liquid' | 'output' | 'hugo' | 'comment'
}
