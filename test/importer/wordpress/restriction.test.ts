import { test } from 'tap'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import { manuscriptText } from '../manuscript-text.ts'
import { parse } from '../parse.ts'

const head =
  '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title><link>https://quay.example</link><language>en-GB</language>'
const item = (body: string, more = '', type = 'post') =>
  `<item><title>Tide</title><content:encoded><![CDATA[${body}]]></content:encoded><wp:status>publish</wp:status><wp:post_type>${type}</wp:post_type>${more}</item>`
const pattern = (id: number, body: string) => item(body, `<wp:post_id>${id}</wp:post_id>`, 'wp_block')
const meta = (key: string, value: string) =>
  `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`
const block = (name: string, inner: string, attributes = '') =>
  `<!-- wp:${name} ${attributes}-->\n${inner}\n<!-- /wp:${name} -->\n\n`
const p = (text: string, attributes = '') => block('paragraph', `<p>${text}</p>`, attributes)

/** The text of the body, the codes of the notes with their lines, and the status. */
async function read(items: string) {
  const { articles } = await parse(wordpressImporter, `${head}${items}</channel></rss>`)
  const [article] = articles
  if (!article) throw new Error('The export has no article.')
  const text = manuscriptText({ ...article.manuscript, title: '' })
  const notes = article.report.notes.filter(({ code }) => code !== 'left-out')
  return {
    text: text.split(/\s+/).filter(Boolean).join(' '),
    notes: notes.map(({ code, place }) => (place ? `${code} ${place.line}` : code)),
    status: article.status,
  }
}

const publishable = (text: string, ...notes: string[]) => ({ text, notes, status: 'publishable' })

const spanning: [string, string, string[]][] = [
  [
    'shortcode blocks',
    p('Ebb.') +
      block('shortcode', '[members_only]') +
      p('Hidden.') +
      block('shortcode', '[/members_only]') +
      p('Flow.'),
    ['members-only 6'],
  ],
  [
    'paragraph blocks',
    `${p('Ebb.')}${p('[rcp_restrict level="2"]')}${p('Hidden.')}${p('[/rcp_restrict]')}${p('Flow.')}`,
    ['members-only 6'],
  ],
  [
    'a group and a block outside of it',
    `${block('group', `<div>${p('Ebb. [mepr-show rules="3"]')}${p('Hidden.')}</div>`)}${block('list', '<ul><li>Hidden.</li></ul>')}${p('Hidden. [/mepr-show] Flow.')}`,
    ['members-only 3'],
  ],
  ['a shared block', `${p('Ebb. [private]')}<!-- wp:block {"ref":7} /-->${p('[/private] Flow.')}`, ['private 2']],
  [
    'blocks that are rendered from their attributes',
    `${p('Ebb. [paid]')}<!-- wp:embed {"url":"https://vimeo.com/1"} /-->${block('classifai/key-takeaways', '', '{"takeaways":["Hidden."]} ')}${p('[/paid] Flow.')}`,
    ['members-only 2'],
  ],
  [
    'a shortcode without an end',
    `${p('Ebb. Flow.')}${block('shortcode', '[members_logged_in]')}${p('Hidden.')}<!-- wp:block {"ref":7} /-->`,
    ['members-only 6'],
  ],
]

for (const [where, body, notes] of spanning) {
  test(`WordPress: leaves out what a member shortcode encloses: ${where}`, async t => {
    t.strictSame(await read(item(body) + pattern(7, p('Hidden.'))), publishable('Ebb. Flow.', ...notes))
  })
}

test('WordPress: a member shortcode without an end hides the rest, a word in brackets does not', async t => {
  for (const [body, expected] of [
    ['Ebb.\n\n[members_only]\n\nHidden.', publishable('Ebb.', 'members-only 3')],
    ['Ebb.\n\n[private]\n\nHidden.', publishable('Ebb.', 'private 3')],
    [
      'The [private] letters of the [member] are public.',
      publishable('The [private] letters of the [member] are public.'),
    ],
    ['Write [[members_only]] before it.', publishable('Write [members_only] before it.')],
    ['[code][members_only]x[/members_only][/code]\n\nFlow.', publishable('[members_only]x[/members_only] Flow.')],
  ] as const)
    t.strictSame(await read(item(body)), expected, body)
})

test('WordPress: everything after a paywall is left out, at any depth', async t => {
  const paywall = '<!-- wp:jetpack/paywall /-->'
  const nested = block('group', `<div>${block('column', `${p('Ebb.')}${paywall}${p('Hidden.')}`)}${p('Hidden.')}</div>`)
  t.strictSame(await read(item(nested + p('Hidden.'))), publishable('Ebb.', 'members-only 1'))
  const shared = `${p('Ebb.')}<!-- wp:block {"ref":7} /-->${p('Hidden.')}`
  const inner = p('Flow.') + block('group', paywall) + p('Hidden.')
  t.strictSame(await read(item(shared) + pattern(7, inner)), publishable('Ebb. Flow.', 'members-only 5'))
})

test('WordPress: a shared block that contains itself is shown once', async t => {
  const ring = `${p('Flow.')}<!-- wp:block {"ref":7} /--><!-- wp:block {"ref":7} /-->`
  t.strictSame(
    await read(item(`${p('Ebb.')}<!-- wp:block {"ref":7} /-->`) + pattern(7, ring)),
    publishable('Ebb. Flow.', 'block 5', 'block 5'),
  )
})

const role = (control: object) =>
  JSON.stringify({ blockVisibility: { controlSets: [{ id: 1, controls: { userRole: control } }] } })
const restricting: [string, string][] = [
  ['{"metadata":{"blockVisibility":false}}', 'not-rendered'],
  ['{"metadata":{"blockVisibility":{"viewport":{"mobile":false,"tablet":false,"desktop":false}}}}', 'not-rendered'],
  ['{"blockVisibility":{"hideBlock":true}}', 'not-rendered'],
  ['{"blockVisibility":{"visibilityByRole":"logged-in"}}', 'members-only'],
  [role({ visibilityByRole: 'logged-in' }), 'members-only'],
  [role({ visibilityByRole: 'user-role', restrictedRoles: ['editor'] }), 'members-only'],
  [role({ visibilityByRole: 'users', restrictedUsers: [4] }), 'members-only'],
  [role({ visibilityByRole: 'user-rule-sets', ruleSets: [] }), 'members-only'],
  ['{"blockVisibility":{"controlSets":[{"controls":{"wpFusion":{"tagsAny":["gold"]}}}]}}', 'members-only'],
  [
    '{"blockVisibility":{"controlSets":[{"controls":{"dateTime":{"schedules":[{"start":"2099-01-01"}]}}}]}}',
    'members-only',
  ],
  ['{"visibilityBlockEnabled":true,"segment":"all"}', 'members-only'],
  [
    '{"blockPermissionsCondition":"=","blockPermissionsType":"role","blockPermissionsRoles":["editor"]}',
    'members-only',
  ],
]
const permitting = [
  '{"metadata":{"blockVisibility":{"viewport":{"mobile":false}}}}',
  '{"metadata":{"blockVisibility":true}}',
  '{"blockVisibility":{"hideBlock":false,"visibilityByRole":"all","restrictedRoles":[],"startDateTime":""}}',
  '{"blockVisibility":{"controlSets":[{"enable":false,"controls":{"userRole":{"visibilityByRole":"logged-in"}}}]}}',
  '{"blockVisibility":{"controlSets":[{"controls":{"screenSize":{"hideOnScreenSize":{"small":true}}}}]}}',
  '{"blockVisibility":{"controlSets":[{"controls":{"dateTime":{"schedules":[{"enable":true,"start":"","end":""}]}}}]}}',
  role({ visibilityByRole: 'logged-out' }),
  role({ visibilityByRole: 'user-role', restrictedRoles: ['editor'], hideOnRestrictedRoles: true }),
  '{"visibilityBlockEnabled":true,"invert_restrictions":"1"}',
  '{"blockPermissionsCondition":"!=","blockPermissionsType":"user-status","blockPermissionsUserStatus":"logged-in"}',
]

test('WordPress: a block that visitors do not see is left out, also with blocks in it', async t => {
  for (const [attributes, code] of restricting) {
    t.strictSame(
      await read(item(p('Ebb.') + p('Hidden.', `${attributes} `) + p('Flow.'))),
      publishable('Ebb. Flow.', `${code} 5`),
      attributes,
    )
    const group = block('group', `<div>${block('group', p('Hidden.'), `${attributes} `)}</div>`)
    t.strictSame(await read(item(p('Ebb.') + group)), publishable('Ebb.', `${code} 5`), attributes)
  }
})

test('WordPress: a block that visitors see on some screens or without a login is kept', async t => {
  for (const attributes of permitting)
    t.strictSame(await read(item(p('Ebb.', `${attributes} `))), publishable('Ebb.'), attributes)
})

test('WordPress: the shortcodes of membership plug-ins are left out, also unknown ones by the words in their names', async t => {
  for (const [tag, code] of [
    ['members_logged_in', 'members-only'],
    ['access role="crew"', 'members-only'],
    ['is_user_logged_in', 'members-only'],
    ['groups_member group="Crew"', 'members-only'],
    ['content_control', 'members-only'],
    ['emember_protected', 'members-only'],
    ['wlm_private "Crew"', 'private'],
    ['um_show_content roles="crew"', 'members-only'],
    ["MM_Member_Decision isMember='true'", 'members-only'],
    ['memberful', 'members-only'],
    ['quay_premium_part', 'members-only'],
    ['casino_members', 'members-only'],
    ['board_members_only', 'members-only'],
    ['show_if_subscriber', 'members-only'],
    ['quay_private', 'private'],
    ['quay_protected', 'protected'],
  ] as const) {
    const body = `Ebb.\n\n[${tag}]Hidden.[/${tag.split(' ')[0]}]\n\nFlow.`
    t.strictSame(await read(item(body)), publishable('Ebb. Flow.', `${code} 3`), tag)
  }
})

test('WordPress: the shortcodes for visitors, and those of plug-ins without restriction, are kept', async t => {
  for (const tag of [
    'members_not_logged_in',
    'quay_nonmember',
    'um_loggedout',
    'is_not_logged_in',
    'team_member',
    'remember',
  ])
    t.strictSame(await read(item(`Ebb.\n\n[${tag}]Flow.[/${tag}]`)), publishable('Ebb. Flow.', 'shortcode 3'), tag)
})

test('WordPress: a post that a membership plug-in restricts is a draft', async t => {
  const um = (access: string) =>
    `a:2:{s:26:"_um_custom_access_settings";s:1:"1";s:14:"_um_accessible";s:1:"${access}";}`
  const draft = { text: 'Ebb.', notes: ['members-only'], status: 'draft' }
  for (const [key, value] of [
    ['_is_paid', '1'],
    ['rcp_access_level', '5'],
    ['rcp_user_level', 'Editor'],
    ['rcp_subscription_level', 'a:1:{i:0;i:2;}'],
    ['um_content_restriction', um('2')],
  ] as const)
    t.strictSame(await read(item('Ebb.', meta(key, value))), draft, key)
  for (const [key, value] of [
    ['_is_paid', '0'],
    ['rcp_access_level', 'None'],
    ['rcp_user_level', 'a:1:{i:0;s:3:"All";}'],
    ['rcp_subscription_level', 'a:0:{}'],
    ['um_content_restriction', um('0')],
    ['um_content_restriction', um('1')],
  ] as const)
    t.strictSame(await read(item('Ebb.', meta(key, value))), publishable('Ebb.'), key)
})

test('WordPress: the blocks of plug-ins are left out by the words in their names, without that of the plug-in', async t => {
  for (const name of ['quay/restricted', 'jetpack/subscriber-view', 'quay-pro/members-only'])
    t.strictSame(
      await read(item(p('Ebb.') + block(name, '<p>Hidden.</p>'))),
      publishable('Ebb.', 'members-only 5'),
      name,
    )
  for (const name of ['premium-content/container', 'premium-content/logged-out-view', 'quay/team-member'])
    t.strictSame(await read(item(block(name, '<p>Flow.</p>'))), publishable('Flow.'), name)
})
