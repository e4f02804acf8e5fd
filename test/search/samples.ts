/** Sample articles in seven languages, each with queries that must find it first. */
export const samples: readonly { language: string; title: string; text: string; queries: readonly string[] }[] = [
  {
    language: 'en',
    title: 'Lighthouse keeper retires after forty years',
    text: 'Nora Bell climbed the tower every evening. The lamp is automatic now, and the keeper leaves the island.',
    queries: ['lighthouse', 'keepers', 'nora bell', '"lamp is automatic"', 'lighthuose', 'retiring keeper'],
  },
  {
    language: 'en',
    title: 'How the tide clock came back',
    text: 'The old clock on the quay shows the tides. A watchmaker repaired its wheels during the winter.',
    queries: ['tide clock', 'watchmakers', 'repair wheels', 'watch*', 'quay tides'],
  },
  {
    language: 'en',
    title: 'The bakery that opens at three',
    text: 'Bread is baked at night. Fishermen buy rolls before they sail, and children buy buns on their way to school.',
    queries: ['bakery', 'baked bread', 'rolls fisherman', 'buns -tide', 'bakrey', 'title:bakery'],
  },
  {
    language: 'de',
    title: 'Das Licht an der Mole',
    text: 'In den alten Häusern am Hafen wohnen wieder Fischer. Die Straße zur Mole wurde gepflastert.',
    queries: ['mole', 'haus hafen', 'strasse', 'gepflasterte Straßen', 'fischern', 'Haeuser OR häuser'],
  },
  {
    language: 'de',
    title: 'Neue Fähren fahren mit Strom',
    text: 'Zwei elektrische Schiffe ersetzen die Dieselboote. Die Batterien werden nachts geladen.',
    queries: ['fähre', 'fahre strom', 'elektrisches schiff', 'batterie', 'dieselboot'],
  },
  {
    language: 'fr',
    title: 'La boulangère du vieux port',
    text: 'Chaque matin, l’odeur du pain chaud attire les pêcheurs. Les élèves achètent des brioches avant l’école.',
    queries: ['boulangere', 'pêcheur', 'brioche école', 'odeur pain', 'eleve'],
  },
  {
    language: 'fr',
    title: 'Un pont pour les vélos',
    text: 'La ville construit une passerelle au-dessus du canal. Les cyclistes gagneront dix minutes.',
    queries: ['velo', 'passerelles', 'cycliste canal', 'construire passerelle', 'pont velos'],
  },
  {
    language: 'es',
    title: 'Los niños plantan mil árboles',
    text: 'La escuela del barrio plantó encinas y olivos en la colina. Los vecinos riegan los árboles en verano.',
    queries: ['arbol', 'ninos', 'encina olivo', 'plantar colina', 'vecino verano'],
  },
  {
    language: 'es',
    title: 'El mercado vuelve a la plaza',
    text: 'Después de las obras, los puestos de fruta y pescado regresan. Las campanas anuncian la apertura.',
    queries: ['mercados', 'puesto pescado', 'campana', '"fruta y pescado"', 'plaza obras'],
  },
  {
    language: 'ru',
    title: 'Ёлка на площади',
    text: 'Рабочие поставили новогоднюю ёлку у ратуши. Дети украсили её бумажными звёздами.',
    queries: ['елка', 'ёлки площадь', 'звезда', 'ратуша дети', 'бумажные звезды'],
  },
  {
    language: 'ru',
    title: 'Мост через залив',
    text: 'Инженеры закончили строительство моста. Поезда поедут по нему весной.',
    queries: ['мосты', 'инженер', 'поезд весна', 'строительства моста'],
  },
  {
    language: 'zh',
    title: '北京的新公园',
    text: '今天北京天气很好,市民在新公园散步。湖边种了三百棵柳树。',
    queries: ['北京', '天气', '公园散步', '柳树', '"湖边种了"'],
  },
  {
    language: 'zh',
    title: '渡轮改用电力',
    text: '港口的两艘渡轮换上了电池,不再冒黑烟。船长说噪音小了很多。',
    queries: ['渡轮', '电池', '船长', '港口 噪音'],
  },
  {
    language: 'ja',
    title: '東京タワーの新しい照明',
    text: '昨日から東京タワーは青く光っている。技術者は電球を省エネ型に交換した。',
    queries: ['東京', 'タワー', '電球', '技術者 照明'],
  },
  {
    language: 'ja',
    title: '海辺の図書館が開館',
    text: '古い倉庫が図書館になった。子どもたちは窓から船を見ながら本を読む。',
    queries: ['図書館', '倉庫', '海辺', '窓 船'],
  },
]
