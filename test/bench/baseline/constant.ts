import { readFileSync } from 'node:fs'

/** One answer that a baseline gives to everything. */
export type Constant = {
  /** Pattern for routers. */
  route: string
  status: number
  /** Names and values in turn, without those that Node.js adds itself. */
  headers: string[]
  /** Base64. */
  body: string
}

/** What a baseline is started with: its port, the file that holds its answer, and the store file if it reads one. */
export function startedWith(args: readonly string[]): { port: number; constant: Constant; body: Buffer; file: string } {
  const [port, path = '', file = ''] = args.slice(2)
  const constant: Constant = JSON.parse(readFileSync(path, 'utf8'))
  return { port: Number(port), constant, body: Buffer.from(constant.body, 'base64'), file }
}
