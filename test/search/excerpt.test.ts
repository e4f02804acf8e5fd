import t from 'tap'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'

type Content = { text: string; highlight?: true }[]

t.test('GET /v1/search cuts a long sentence between words, around its first match', async t => {
  const { app, publish } = await build(t)
  const excerptOf = async (query: string) => {
    const { items } = JSON.parse((await app.inject(`/v1/search?q=${encodeURIComponent(query)}`)).body)
    const { content }: { content: Content } = items[0].matches.find(({ field }: { field: string }) => field === 'body')
    return content.map(({ text, highlight }) => (highlight ? `[${text}]` : text)).join('')
  }
  const words = Array.from({ length: 90 }, (_, number) => `word${number}`)
  const glued = Array.from({ length: 90 }, (_, number) => `part${number}`).join(',')
  const chinese = '我们在城市的旧港口看到许多小船'.repeat(16)
  const texts = { words: words.join(' '), glued, chinese: `${chinese}灯塔${chinese}`, giant: `${'x'.repeat(300)} sail` }
  for (const [name, text] of Object.entries(texts))
    await publish(name, { title: name, language: name === 'chinese' ? 'zh' : 'en', sections: [lead(text)] })
  const part = (from: number, to: number, match: number) =>
    words
      .slice(from, to + 1)
      .map(word => (word === `word${match}` ? `[${word}]` : word))
      .join(' ')
  t.equal(await excerptOf('word0'), part(0, 29, 0))
  t.equal(await excerptOf('word40'), part(33, 60, 40))
  t.equal(await excerptOf('word89'), part(62, 89, 89))
  const list = glued.slice(glued.indexOf(',part33'), glued.indexOf('part61'))
  t.equal(await excerptOf('part40'), list.replace('part40', '[part40]'))
  t.equal(
    await excerptOf('灯塔'),
    `许多小船${'我们在城市的旧港口看到许多小船'.repeat(3)}[灯塔]${chinese.slice(0, 9 * 15 + 13)}`,
  )
  t.equal(await excerptOf('sail'), '[sail]')
})
