import { SaxesParser } from 'saxes'

export type XmlElement = {
  name: string
  uri: string
  attributes: Record<string, string>
  text: string
  children: XmlElement[]
}

/** An XML document as a strict parser with namespaces reads it. Throws at the first fault. */
export function readXml(document: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true })
  const root: XmlElement = { name: '', uri: '', attributes: {}, text: '', children: [] }
  const open = [root]
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const own = Object.fromEntries(Object.values(attributes).map(one => [one.name, one.value]))
    const element = { name: local, uri, attributes: own, text: '', children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const add = (text: string) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => open.pop())
  parser.write(document).close()
  return root.children[0] ?? root
}

/** All elements of a name below another, in order. */
export function below(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap(child => [...(child.name === name ? [child] : []), ...below(child, name)])
}

/** The text of the first child of a name. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return element.children.find(child => child.name === name)?.text
}
