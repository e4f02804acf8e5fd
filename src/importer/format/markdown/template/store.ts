import type { Template } from '../../../blocks/flow.ts'

/**
 * The templates of a text, replaced with placeholders while it is parsed as Markdown. A placeholder consists of
 * noncharacters (Unicode, section 23.7), which are not valid in texts.
 */
export type TemplateStore = {
  /** Stores a template and returns its placeholder. `code` is its text in code, by default its source. */
  put(source: string, template: Template, code?: string): string
  splitTemplates(text: string): (string | Template)[]
  restoreTemplates(text: string): string
}

/** The placeholder in text, and percent-encoded in addresses. */
const mark = /(?:\ufdd0|%EF%B7%90)(\d+)(?:\ufdd1|%EF%B7%91)/

export function templateStore(): TemplateStore {
  const keptAsText: { source: string; template: Template; code: string }[] = []
  return {
    put(source, template, code = source) {
      keptAsText.push({ source, template, code })
      return `\ufdd0${keptAsText.length - 1}\ufdd1`
    },
    splitTemplates(text) {
      if (!mark.test(text)) return [text]
      return text.split(mark).flatMap((part, index): (string | Template)[] => {
        if (index % 2 === 0) return part === '' ? [] : [part]
        const found = keptAsText[Number(part)]
        return found ? [found.template] : []
      })
    },
    restoreTemplates(text) {
      if (!mark.test(text)) return text
      return text
        .split(mark)
        .map((part, index) => (index % 2 === 0 ? part : (keptAsText[Number(part)]?.code ?? '')))
        .join('')
    },
  }
}

/** Removes the characters of placeholders. */
export function withoutMarks(text: string): string {
  return /[\ufdd0\ufdd1]/.test(text) ? text.replace(/[\ufdd0\ufdd1]/g, '\ufffd') : text
}
