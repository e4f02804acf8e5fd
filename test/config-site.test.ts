import t from 'tap'
import { siteOf } from '../src/cli/site.ts'
import { parseConfig } from '../src/config.ts'

t.test('a site without settings has only a title, language, time zone and address', async t => {
  const site = { publicUrl: 'http://127.0.0.1:3000', title: 'Offprint', language: 'en', timeZone: 'UTC' }
  t.strictSame(siteOf(parseConfig({})), site)
})

t.test('a site has every configured value', async t => {
  const site = siteOf(
    parseConfig({
      PUBLIC_URL: 'https://api.example.org',
      SITE_DESCRIPTION: ' News from the harbour. ',
      SITE_URL: 'https://www.example.org',
      SITE_ARTICLE_URL: 'https://www.example.org/{category}/{slug}',
      SITE_PREVIEW_URL: 'https://www.example.org/preview/{slug}?token={token}',
      SITE_LOGO: 'https://www.example.org/logo ü.png',
      SITE_ICON: 'https://www.example.org/icon.png',
      SITE_EMAIL: 'desk@example.org',
      SITE_ARTICLE_TYPE: 'Article',
      RIGHTS_HOLDER: 'Harbour News',
      LICENSE_NAME: 'CC BY 4.0',
      LICENSE_URL: 'https://creativecommons.org/licenses/by/4.0/',
      TEXT_AND_DATA_MINING: 'reserved',
      MINING_POLICY_URL: 'https://www.example.org/tdm',
      AI_TRAINING: 'disallow',
      WEBSUB_HUBS: 'https://hub.example.org/, https://other.example.org/hub',
      SECURITY_CONTACTS: 'mailto:security@example.org,https://www.example.org/security',
      SECURITY_LANGUAGES: 'en,DE-at',
    }),
  )
  t.strictSame(site, {
    publicUrl: 'https://api.example.org',
    title: 'Offprint',
    language: 'en',
    timeZone: 'UTC',
    description: 'News from the harbour.',
    homeUrl: 'https://www.example.org/',
    articleUrlTemplate: 'https://www.example.org/{category}/{slug}',
    previewUrlTemplate: 'https://www.example.org/preview/{slug}?token={token}',
    logo: { url: 'https://www.example.org/logo%20%C3%BC.png' },
    iconUrl: 'https://www.example.org/icon.png',
    email: 'desk@example.org',
    articleType: 'Article',
    rights: {
      holder: 'Harbour News',
      license: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
      textAndDataMining: 'reserved',
    },
    miningPolicyUrl: 'https://www.example.org/tdm',
    hubs: ['https://hub.example.org/', 'https://other.example.org/hub'],
    aiCrawlers: { training: 'disallow' },
    security: {
      contacts: ['mailto:security@example.org', 'https://www.example.org/security'],
      languages: ['en', 'de-AT'],
    },
  })
})

t.test('config: refuses an invalid value and names its variable', async t => {
  const bad = {
    SITE_URL: ['www.example.org', 'ftp://example.org', 'https://me:secret@example.org'],
    SITE_PREVIEW_URL: [
      'https://www.example.org/{slug}',
      'https://www.example.org/?token={token}',
      'https://www.example.org/{slug}?{token}&{secret}',
      'https://{slug}.example.org/{token}',
      '/preview/{slug}/{token}',
      'ftp://www.example.org/{slug}/{token}',
    ],
    SITE_ARTICLE_URL: [
      'https://www.example.org/',
      '/{slug}',
      'https://{slug}.example.org/',
      'https://a/{slug}/{title}',
      'https://a/{slug',
    ],
    SITE_EMAIL: ['desk'],
    SITE_ARTICLE_TYPE: ['newsarticle'],
    LICENSE_URL: ['CC BY'],
    SYNDICATION: ['some'],
    TEXT_AND_DATA_MINING: ['yes'],
    AI_TRAINING: ['no'],
    WEBSUB_HUBS: ['https://hub.example.org/,', 'hub'],
    SECURITY_CONTACTS: ['security@example.org', 'http://example.org', 'mailto:x'],
    SECURITY_LANGUAGES: ['english!'],
  }
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      t.throws(() => parseConfig({ [name]: value }), { code: 'config-invalid', message: name }, `${name}=${value}`)
    }
  }
})
