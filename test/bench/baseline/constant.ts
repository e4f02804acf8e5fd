import { readFileSync } from 'node:fs'

/** The response of a baseline to every request. */
export type Constant = {
  /** Pattern for routers. */
  route: string
  status: number
  /** Names and values in turn, without those that Node.js adds itself. */
  headers: string[]
  /** Base64. */
  body: string
}

/** Arguments of a baseline: its port, the file with its response, and the store file if it reads one. */
export function startedWith(args: readonly string[]): { port: number; constant: Constant; body: Buffer; file: string } {
  const [port, path = '', file = ''] = args.slice(2)
  const constant: Constant = JSON.parse(readFileSync(path, 'utf8'))
  return { port: Number(port), constant, body: Buffer.from(constant.body, 'base64'), file }
}
