/** A phrase with `#` for a number: one phrase, or one per plural category of the language (CLDR). */
export type Counted = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })

/** The phrase for a number. */
export function counted(phrase: Counted, language: string, count: number): string {
  const form = typeof phrase === 'string' ? phrase : formOf(phrase, language, count)
  return form.replace('#', String(count))
}

function formOf(forms: Exclude<Counted, string>, language: string, count: number): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other
}
