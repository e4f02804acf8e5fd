import { bullets, ghost, type Labelled, list, markdown, page, wordpress } from './labelled.ts'

type Words = {
  language: string
  title: string
  text: string
  points: readonly [string, string, string]
  /** Headings that announce key takeaways. */
  announce: readonly [string, string]
  /** A heading of an ordinary section, which can contain words of such a heading. */
  other: string
}

const words: readonly Words[] = [
  {
    language: 'de',
    title: 'Die Nachtlinie',
    text: 'Der Rat hat am Montag beschlossen, dass die Bahn ab März auch in der Nacht über die Brücke fährt.',
    points: ['Die Bahn fährt ab März.', 'Hunde fahren kostenlos mit.', 'Das Depot bekommt ein neues Dach.'],
    announce: ['Das Wichtigste in Kürze', 'Die wichtigsten Erkenntnisse'],
    other: 'Warum das Wichtigste oft fehlt',
  },
  {
    language: 'fr',
    title: 'Le tram de nuit',
    text: 'Le conseil a décidé lundi que le tram passera aussi la nuit sur le pont, à partir du mois de mars.',
    points: ['Le tram roule dès mars.', 'Les chiens voyagent gratuitement.', 'Le dépôt reçoit un toit neuf.'],
    announce: ['Points clés', 'Ce qu’il faut retenir'],
    other: 'Les points de vente',
  },
  {
    language: 'es',
    title: 'El tranvía nocturno',
    text: 'El consejo decidió el lunes que el tranvía también cruzará el puente por la noche a partir de marzo.',
    points: ['El tranvía circula desde marzo.', 'Los perros viajan gratis.', 'La cochera tendrá un techo nuevo.'],
    announce: ['Puntos clave', 'Lo que debes saber'],
    other: 'Los puntos de parada',
  },
  {
    language: 'pt',
    title: 'O bonde noturno',
    text: 'O conselho decidiu na segunda-feira que o bonde também vai passar pela ponte à noite a partir de março.',
    points: ['O bonde circula desde março.', 'Cães viajam de graça.', 'A garagem ganha um telhado novo.'],
    announce: ['Pontos-chave', 'O que você precisa saber'],
    other: 'Pontos de venda',
  },
  {
    language: 'it',
    title: 'Il tram di notte',
    text: 'Il consiglio ha deciso lunedì che il tram passerà sul ponte anche di notte, a partire da marzo.',
    points: ['Il tram parte da marzo.', 'I cani viaggiano gratis.', 'Il deposito avrà un tetto nuovo.'],
    announce: ['Punti chiave', 'I punti principali'],
    other: 'I punti di sosta',
  },
  {
    language: 'nl',
    title: 'De nachttram',
    text: 'De raad besloot maandag dat de tram vanaf maart ook in de nacht over de brug gaat rijden.',
    points: ['De tram rijdt vanaf maart.', 'Honden reizen gratis.', 'De remise krijgt een nieuw dak.'],
    announce: ['Belangrijkste punten', 'De belangrijkste inzichten'],
    other: 'De stopplaatsen',
  },
  {
    language: 'pl',
    title: 'Nocny tramwaj',
    text: 'Rada zdecydowała w poniedziałek, że od marca tramwaj będzie jeździł przez most także w nocy.',
    points: ['Tramwaj jeździ od marca.', 'Psy jadą za darmo.', 'Zajezdnia dostanie nowy dach.'],
    announce: ['Najważniejsze informacje', 'Kluczowe wnioski'],
    other: 'Przystanki na trasie',
  },
  {
    language: 'vi',
    title: 'Tàu điện ban đêm',
    text: 'Hội đồng quyết định hôm thứ Hai rằng từ tháng ba tàu điện cũng chạy qua cầu vào ban đêm.',
    points: ['Tàu chạy từ tháng ba.', 'Chó được đi miễn phí.', 'Nhà ga có mái mới.'],
    announce: ['Những điểm chính', 'Điểm mấu chốt'],
    other: 'Các trạm dừng',
  },
  {
    language: 'ja',
    title: '夜の路面電車',
    text: '市議会は月曜日、三月から夜も橋の上を路面電車が走ることを決めた。車庫の工事は夏の前に始まる予定だ。',
    points: ['電車は三月から走る。', '犬は無料で乗れる。', '車庫の屋根が新しくなる。'],
    announce: ['この記事の要点', '重要なポイント'],
    other: '停留所の一覧について',
  },
  {
    language: 'zh',
    title: '夜间电车',
    text: '市议会周一决定，从三月起电车夜间也将驶过大桥。车库的工程将在夏天之前开始，司机先在旧线上培训。',
    points: ['电车从三月开始运行。', '狗可以免费乘坐。', '车库将换新屋顶。'],
    announce: ['关键要点', '本文要点'],
    other: '沿线的车站',
  },
  {
    language: 'ko',
    title: '밤 전차',
    text: '시의회는 월요일에 삼월부터 전차가 밤에도 다리를 건너기로 결정했다. 차고 공사는 여름 전에 시작된다.',
    points: ['전차는 삼월부터 달린다.', '개는 무료로 탄다.', '차고 지붕이 새로 바뀐다.'],
    announce: ['핵심 요약', '주요 내용'],
    other: '노선의 정류장',
  },
]

/** The formats in turn, so that each language has three of them. */
const formats = [
  { format: 'markdown', write: write('## ', '\n\n', bullets, text => text, markdown) },
  { format: 'html', write: writeHtml(page) },
  { format: 'wordpress', write: writeHtml((body, { title }) => wordpress(body, title)) },
  { format: 'ghost', write: writeHtml((body, { title }) => ghost(body, title)) },
  {
    format: 'text',
    write: write(
      '',
      '\n\n',
      bullets,
      text => text,
      (body, title) => `${title}\n\n${body}\n`,
    ),
  },
] as const

type Write = (own: Words, heading: string, isFirst: boolean) => string

function write(
  mark: string,
  between: string,
  listOf: (points: readonly string[]) => string,
  paragraph: (text: string) => string,
  whole: (body: string, title: string) => string,
): Write {
  return ({ title, text, points, other }, heading, isFirst) => {
    const section = [`${mark}${heading}`, listOf(points)]
    const ordinary = [`${mark}${other}`, paragraph(text)]
    return whole(
      (isFirst ? [paragraph(text), ...section, ...ordinary] : [paragraph(text), ...section]).join(between),
      title,
    )
  }
}

function writeHtml(whole: (body: string, about: { title: string; language: string }) => string): Write {
  return ({ title, text, points, other, language }, heading, isFirst) => {
    const start = `<p>${text}</p><h2>${heading}</h2>${list(points)}`
    return whole(isFirst ? `${start}<h2>${other}</h2><p>${text}</p>` : start, { title, language })
  }
}

export const articlesInLanguages: readonly Labelled[] = words.flatMap((own, at) =>
  [...own.announce, own.other].map((heading, index): Labelled => {
    const { format, write: source } = formats[(at + index) % formats.length] ?? formats[0]
    return {
      name: `${own.language}, ${format}: ${heading}`,
      format,
      source: source(own, heading, index === 0),
      points: own.points,
      taken: index < 2,
    }
  }),
)
