/** An instruction of a Dockerfile, such as `{ name: 'RUN', value: 'npm ci' }`. */
export type Instruction = { name: string; value: string }

/** The stages of a Dockerfile by name. The last one, which is the image, has the name `image`. */
export function stagesOf(text: string): Map<string, Instruction[]> {
  const stages = new Map<string, Instruction[]>()
  let current: Instruction[] = []
  for (const line of text.replaceAll(/\\\n\s*/g, '').split('\n')) {
    const [, name = '', value = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (name === 'FROM') {
      current = []
      stages.set(/ AS (\w+)$/.exec(value)?.[1] ?? 'image', current)
    }
    if (name !== '') current.push({ name, value })
  }
  return stages
}

/** Decides by a `.dockerignore` file whether a file belongs to the context of the build. The last pattern that matches decides. */
export function contextFilter(ignore: string): (path: string) => boolean {
  const patterns = ignore.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  const matches = (path: string, pattern: string) =>
    pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)
  return path => {
    const last = patterns.findLast(pattern => matches(path, pattern.replace(/^!/, '')))
    return last === undefined || last.startsWith('!')
  }
}
