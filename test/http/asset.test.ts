import { linkSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

// Created once: the folder of each test contains its store.
const outer = t.testdir({
  'secret.png': 'x',
  folder: {
    'a.md': '# A',
    'page.html': '<script>1</script>',
    'app.js': '1',
    'store.zip': 'SQLite',
    'other.zip': 'zip',
    'ferry.jpg': '0123456789',
    'sub dir': { 'ü.svg': svg, 'data.pdf': '%PDF' },
    '.git': { 'x.png': 'x' },
    '.hidden.png': 'x',
    'dir.png': {},
    node_modules: { theme: { 'x.png': 'x' } },
    'same.png': 'own',
    static: {
      img: { 'deep.webp': 'deep' },
      'ferry.jpg': 'other',
      'link.png': 'own',
      'broken.png': 'own',
      node_modules: { 'x.png': 'x' },
    },
    public: { up2: { 'secret.png': 'own' }, 'link.png': 'own' },
  },
  other: { 'secret.png': 'x' },
})
const folder = join(outer, 'folder')
symlinkSync(join(outer, 'secret.png'), join(folder, 'link.png'))
symlinkSync(outer, join(folder, 'up'))
symlinkSync(join(outer, 'other'), join(folder, 'up2'))
symlinkSync(join(outer, 'nothing.png'), join(folder, 'broken.png'))
symlinkSync('link.png', join(folder, 'twice.png'))
symlinkSync('up/secret.png', join(folder, 'through.png'))
symlinkSync('.hidden.png', join(folder, 'shown.png'))
symlinkSync(join('node_modules', 'theme', 'x.png'), join(folder, 'package.png'))
symlinkSync('same.png', join(folder, 'inside.png'))
symlinkSync('sub dir', join(folder, 'inner'))

/** This file represents the database. */
const own = statSync(join(folder, 'store.zip'))
const ownFiles = () => (file: { dev: number; ino: number }) => file.dev === own.dev && file.ino === own.ino
linkSync(join(folder, 'store.zip'), join(folder, 'linked.zip'))

async function served(t: Test, publicRead = true) {
  const { app } = await build(t, { assets: { folder, ownFiles }, publicRead })
  return (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
    app.inject({ method, url: path, headers })
}

t.test('GET /assets/* serves files with their media type, validators and a sandbox policy', async t => {
  const get = await served(t)
  const { statusCode, headers, body } = await get('/assets/ferry.jpg')
  t.equal(statusCode, 200)
  t.equal(body, '0123456789', 'the folder itself has precedence over `static`')
  hasMembers(t, headers, {
    'content-type': 'image/jpeg',
    'cache-control': 'public, max-age=60',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': /sandbox/,
    'access-control-allow-origin': '*',
    etag: /./,
  })
  t.equal((await get('/assets/ferry.jpg', { 'if-none-match': String(headers.etag) })).statusCode, 304)
  const part = await get('/assets/ferry.jpg', { range: 'bytes=2-4' })
  t.strictSame([part.statusCode, part.body, part.headers['content-range']], [206, '234', 'bytes 2-4/10'])
  const none = await get('/assets/ferry.jpg', { range: 'bytes=90-' })
  t.strictSame([none.statusCode, none.headers['content-range']], [416, 'bytes */10'])
  const head = await get('/assets/ferry.jpg', {}, 'HEAD')
  t.strictSame([head.statusCode, head.body, head.headers['content-length']], [200, '', '10'])
  hasMembers(t, await get('/assets/sub%20dir/%C3%BC.svg'), {
    statusCode: 200,
    headers: { 'content-type': 'image/svg+xml' },
  })
  hasMembers(t, await get('/assets/sub%20dir/data.pdf'), {
    statusCode: 200,
    headers: { 'content-disposition': 'attachment' },
  })
  t.equal((await get('/assets/img/deep.webp?v=2')).body, 'deep', 'serves files from `static`, as Hugo does')
})

t.test('GET /assets/* refuses sources, markup, hidden files and paths that leave the folder', async t => {
  const get = await served(t)
  const paths = [
    ...['', 'a.md', 'page.html', 'app.js', 'none.png', 'sub%20dir', 'sub%20dir/', 'dir.png', 'FERRY.JPG', 'ferry.jpg/'],
    ...['.git/x.png', '.hidden.png', '%2ehidden.png', 'link.png', 'up/secret.png', 'ferry.jpg%00.png'],
    ...['../secret.png', '..%2fsecret.png', '%2e%2e/secret.png', 'sub%20dir/..%2f..%2fsecret.png', '..%5csecret.png'],
    ...['twice.png', 'through.png', 'shown.png', 'package.png', 'up2/secret.png', 'broken.png'],
    ...['node_modules/theme/x.png', 'node_modules/x.png', 'NODE_MODULES/theme/x.png'],
    ...['/ferry.jpg', 'sub%20dir//data.pdf', '%252e%252e%252fsecret.png', 'C:%5csecret.png'],
  ]
  for (const path of paths) {
    const { statusCode, headers, body } = await get(`/assets/${path}`)
    t.ok(statusCode === 404 || statusCode === 400, `${path}: ${statusCode}`)
    t.equal(headers['content-type'], 'application/problem+json', path)
    t.notMatch(body, /tap|folder/, 'the answer does not reveal the folder')
  }
  const post = await get('/assets/ferry.jpg', {}, 'POST')
  t.strictSame([post.statusCode, post.headers.allow], [405, 'GET, HEAD, OPTIONS'])
})

t.test('GET /assets/* requires a key when PUBLIC_READ is false, and answers 404 without a folder', async t => {
  const get = await served(t, false)
  t.equal((await get('/assets/ferry.jpg')).statusCode, 401)
  const { app } = await build(t)
  t.equal((await app.inject('/assets/ferry.jpg')).statusCode, 404)
})

t.test('GET /assets/* serves a symbolic link that stays inside the folder', async t => {
  const get = await served(t)
  t.equal((await get('/assets/inside.png')).body, 'own')
  t.equal((await get('/assets/inner/data.pdf')).body, '%PDF')
})

t.test('GET /assets/* answers 404 for files of the store under any name', async t => {
  const get = await served(t)
  t.equal((await get('/assets/other.zip')).statusCode, 200)
  t.equal((await get('/assets/store.zip')).statusCode, 404)
  t.equal((await get('/assets/linked.zip')).statusCode, 404)
})
