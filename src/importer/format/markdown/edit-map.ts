import { EditMap } from 'micromark-util-edit-map'

type Event = Parameters<EditMap['consume']>[0][number]

/**
 * Makes micromark parse lists and quotes between paragraphs in linear time. At the end of each such container it copies all
 * events of the document to apply an edit near their end: 1.6 MB of short lists took 16 s. This patch moves only the events
 * after the first edit. The result is the same.
 */
export function editFromFirstChange(): void {
  EditMap.prototype.consume = consume
}

function consume(this: EditMap, events: Event[]): undefined {
  const changes = this.map.sort(([a], [b]) => a - b)
  const first = changes[0]?.[0]
  if (first === undefined) return
  const tail = events.splice(first)
  let at = 0
  for (const [index, remove, add] of changes) {
    for (; at < index - first; at += 1) push(events, tail[at])
    for (const event of add) events.push(event)
    at += remove
  }
  for (; at < tail.length; at += 1) push(events, tail[at])
  this.map.length = 0
  this.index.clear()
}

function push(events: Event[], event: Event | undefined): void {
  if (event) events.push(event)
}
