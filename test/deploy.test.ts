import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { environment } from '../src/config/environment.ts'
import { parseConfig } from '../src/config.ts'

const folder = new URL('../examples/deploy/', import.meta.url)
const units = globSync('*.{service,timer}', { cwd: folder })
const operating = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8')

t.test('the units in examples/deploy name settings and commands that exist', async t => {
  t.strictSame(units.toSorted(), ['offprint-backup.service', 'offprint-backup.timer', 'offprint.service'])
  const known = new Set(['NODE_ENV', ...Object.keys(environment.shape)])
  for (const unit of units) {
    const text = readFileSync(new URL(unit, folder), 'utf8')
    const settings = [...text.matchAll(/^(?:Environment=|# {3})([A-Z_]+)=/gm)].map(([, name = '']) => name)
    t.strictSame(
      settings.filter(name => !known.has(name)),
      [],
      unit,
    )
    const commands = [...text.matchAll(/offprint\.js (\w+)/g)].map(([, name = '']) => name)
    t.equal(commands.length, unit.endsWith('.timer') ? 0 : 1, unit)
    for (const name of commands) t.ok(operating.includes(`| \`${name} `), `${unit}: ${name}`)
  }
})

type Resource = { kind: string; data?: Record<string, string>; spec: { replicas: number; template: { spec: PodSpec } } }
type Probe = { httpGet: { path: string; port: string } }
type PodSpec = {
  terminationGracePeriodSeconds: number
  containers: {
    ports: { name: string; containerPort: number }[]
    startupProbe: Probe
    readinessProbe: Probe
    livenessProbe: Probe
    volumeMounts: { mountPath: string }[]
  }[]
}

t.test(
  'the manifest for Kubernetes has one pod, known settings, and the routes, ports and folders of the image',
  async t => {
    const documents = parseAllDocuments(readFileSync(new URL('kubernetes.yaml', folder), 'utf8'), { strict: true })
    t.strictSame(
      documents.flatMap(document => [...document.errors, ...document.warnings]),
      [],
    )
    const resources = documents.map(document => document.toJS() as Resource)
    t.strictSame(
      resources.map(({ kind }) => kind),
      ['ConfigMap', 'Service', 'StatefulSet'],
    )
    const [{ data = {} } = { data: {} }, , set] = resources
    parseConfig(data)
    t.strictSame(
      Object.keys(data).filter(name => !(name in environment.shape)),
      [],
    )
    t.equal(set?.spec.replicas, 1)
    const pod = set?.spec.template.spec
    const [container] = pod?.containers ?? []
    const { ports, startupProbe, readinessProbe, livenessProbe, volumeMounts } = container ?? {}
    t.strictSame(
      [startupProbe, readinessProbe, livenessProbe].map(probe => probe?.httpGet),
      ['/health/ready', '/health/ready', '/health/live'].map(path => ({ path, port: 'http' })),
    )
    const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8')
    const port = Number(/ PORT=(\d+)/.exec(dockerfile)?.[1])
    t.strictSame(
      ports?.map(({ containerPort }) => containerPort),
      [port, Number(data['METRICS_PORT'])],
    )
    t.strictSame(
      volumeMounts?.map(({ mountPath }) => mountPath),
      [/^VOLUME (\S+)$/m.exec(dockerfile)?.[1], '/tmp'],
    )
    t.ok((pod?.terminationGracePeriodSeconds ?? 0) * 1000 > parseConfig(data).timeouts.closeMs)
  },
)

t.test(
  'the manifest for PostgreSQL has several pods without a volume, and otherwise the container of the other one',
  async t => {
    const resourcesOf = (file: string) =>
      parseAllDocuments(readFileSync(new URL(file, folder), 'utf8'), { strict: true }).map(
        document => document.toJS() as Resource,
      )
    const resources = resourcesOf('kubernetes-postgres.yaml')
    t.strictSame(
      resources.map(({ kind }) => kind),
      ['ConfigMap', 'Service', 'PodDisruptionBudget', 'Deployment'],
    )
    const data = resources[0]?.data ?? {}
    parseConfig(data)
    t.strictSame(
      Object.keys(data).filter(name => !(name in environment.shape)),
      [],
    )
    const [spec, other] = [resources.at(-1)?.spec, resourcesOf('kubernetes.yaml').at(-1)?.spec]
    t.ok((spec?.replicas ?? 0) > 1)
    const [container, alone] = [spec, other].map(one => one?.template.spec.containers[0])
    for (const member of ['ports', 'startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
      t.strictSame(container?.[member], alone?.[member], member)
    }
    t.strictSame(
      container?.volumeMounts.map(({ mountPath }) => mountPath),
      ['/tmp'],
    )
  },
)

t.test('compose.yaml runs PostgreSQL, two servers with known settings, and nginx in front of both', async t => {
  const [document] = parseAllDocuments(readFileSync(new URL('compose.yaml', folder), 'utf8'), {
    strict: true,
    merge: true,
  })
  if (!document || document.errors.length > 0) throw new Error('compose.yaml is not valid YAML')
  const { services } = document.toJS() as {
    services: Record<string, { environment?: Record<string, string>; command?: string[] }>
  }
  t.strictSame(Object.keys(services), ['postgres', 'one', 'two', 'nginx'])
  t.strictSame(services['one'], services['two'])
  const settings = services['one']?.environment ?? {}
  t.strictSame(
    Object.keys(settings).filter(name => !(name in environment.shape)),
    [],
  )
  t.strictSame(parseConfig({ TRUSTED_PROXIES: settings['TRUSTED_PROXIES'] }).traffic.trustedProxies.length, 2)
  const cdn = readFileSync(new URL('../examples/cdn/nginx.conf', import.meta.url), 'utf8')
  const replaced = /sed 's\/([^/]+)\//.exec(services['nginx']?.command?.at(-1) ?? '')?.[1]
  t.ok(replaced !== undefined && cdn.includes(replaced), 'nginx.conf has the server that compose.yaml replaces')
})

t.test('README.md of examples/deploy has one row for each file', async t => {
  const readme = readFileSync(new URL('README.md', folder), 'utf8')
  const rows = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name)
  t.strictSame(rows.toSorted(), globSync('!(README.md)', { cwd: folder }).toSorted())
})
