/** The words that a rendition adds to an article, in the article's language. */
export type Labels = {
  keyTakeaways: string
  contents: string
  corrections: string
  footnotes: string
  updated: string
  by: string
  tags: string
  readingTime: (minutes: number) => string
  views: (count: number) => string
}

/** Labels in the language of a tag (BCP 47); English where there are none. The text importer knows all of them. */
export function labelsFor(language: string): Labels {
  const base = language.split('-', 1)[0] ?? language
  return labels[base] ?? english
}

const english: Labels = {
  keyTakeaways: 'Key Takeaways',
  contents: 'Contents',
  corrections: 'Corrections',
  footnotes: 'Footnotes',
  updated: 'Updated',
  by: 'By',
  tags: 'Tags',
  readingTime: minutes => `${minutes} min read`,
  views: count => (count === 1 ? '1 view' : `${count} views`),
}

const labels: Record<string, Labels> = {
  en: english,
  de: {
    keyTakeaways: 'Das Wichtigste in Kürze',
    contents: 'Inhalt',
    corrections: 'Korrekturen',
    footnotes: 'Fußnoten',
    updated: 'Aktualisiert',
    by: 'Von',
    tags: 'Schlagwörter',
    readingTime: minutes => `${minutes} Min. Lesezeit`,
    views: count => `${count} Aufrufe`,
  },
  fr: {
    keyTakeaways: 'Points clés',
    contents: 'Sommaire',
    corrections: 'Corrections',
    footnotes: 'Notes',
    updated: 'Mis à jour',
    by: 'Par',
    tags: 'Mots-clés',
    readingTime: minutes => `${minutes} min de lecture`,
    views: count => `${count} vues`,
  },
  es: {
    keyTakeaways: 'Puntos clave',
    contents: 'Contenido',
    corrections: 'Correcciones',
    footnotes: 'Notas',
    updated: 'Actualizado',
    by: 'Por',
    tags: 'Etiquetas',
    readingTime: minutes => `${minutes} min de lectura`,
    views: count => `${count} visitas`,
  },
  pt: {
    keyTakeaways: 'Pontos principais',
    contents: 'Conteúdo',
    corrections: 'Correções',
    footnotes: 'Notas',
    updated: 'Atualizado',
    by: 'Por',
    tags: 'Etiquetas',
    readingTime: minutes => `${minutes} min de leitura`,
    views: count => `${count} visualizações`,
  },
  vi: {
    keyTakeaways: 'Điểm chính',
    contents: 'Mục lục',
    corrections: 'Đính chính',
    footnotes: 'Chú thích',
    updated: 'Cập nhật',
    by: 'Bởi',
    tags: 'Thẻ',
    readingTime: minutes => `${minutes} phút đọc`,
    views: count => `${count} lượt xem`,
  },
}
