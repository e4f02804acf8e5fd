import { contentRules } from './content-rule.ts'
import { listRules } from './list-rule.ts'
import { logRules } from './log-rule.ts'
import { orphanRules } from './orphan-rule.ts'
import { printRules } from './print-rule.ts'
import type { Rule } from './rule.ts'
import { viewRule } from './view-rule.ts'

/** What must be true of every database beyond its foreign keys. */
export const rules: readonly Rule[] = [
  ...contentRules,
  ...logRules,
  ...printRules,
  ...listRules,
  ...orphanRules,
  viewRule,
]
