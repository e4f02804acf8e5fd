import type { Template } from '../../../blocks/flow.ts'

/**
 * Templates of a text, each put aside while the text is parsed as Markdown: a mark that no syntax touches stands in its
 * place. The mark is made of noncharacters (Unicode, section 23.7), which no text may hold.
 */
export type TemplateStore = {
  /** Puts one aside and gives its mark. `code` is what stands in its place within code; else its source. */
  put(source: string, template: Template, code?: string): string
  cut(text: string): (string | Template)[]
  verbatim(text: string): string
}

/** As it stands in text, and percent-encoded in addresses. */
const mark = /(?:\ufdd0|%EF%B7%90)(\d+)(?:\ufdd1|%EF%B7%91)/

export function templateStore(): TemplateStore {
  const kept: { source: string; template: Template; code: string }[] = []
  return {
    put(source, template, code = source) {
      kept.push({ source, template, code })
      return `\ufdd0${kept.length - 1}\ufdd1`
    },
    cut(text) {
      if (!mark.test(text)) return [text]
      return text.split(mark).flatMap((part, index): (string | Template)[] => {
        if (index % 2 === 0) return part === '' ? [] : [part]
        const found = kept[Number(part)]
        return found ? [found.template] : []
      })
    },
    verbatim(text) {
      if (!mark.test(text)) return text
      return text
        .split(mark)
        .map((part, index) => (index % 2 === 0 ? part : (kept[Number(part)]?.code ?? '')))
        .join('')
    },
  }
}

/** A text without the characters that marks are made of. */
export function withoutMarks(text: string): string {
  return /[\ufdd0\ufdd1]/.test(text) ? text.replace(/[\ufdd0\ufdd1]/g, '\ufffd') : text
}
