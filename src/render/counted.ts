/** A phrase with `#` for its number: one for all numbers, or one for each plural form of the language (CLDR). */
export type Counted = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })

/** The phrase with the number in it. */
export function counted(phrase: Counted, language: string, count: number): string {
  const form = typeof phrase === 'string' ? phrase : formOf(phrase, language, count)
  return form.replace('#', String(count))
}

function formOf(forms: Exclude<Counted, string>, language: string, count: number): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other
}
