import type { Connection } from './connection.ts'
import type { Routine } from './routine.ts'
import type { Writer } from './writer.ts'

/** The methods of a port as routines. */
export type RoutinesOf<Port> = {
  [Name in keyof Port]: Port[Name] extends (...values: infer Values) => Promise<infer Result>
    ? (...values: Values) => Routine<Result>
    : never
}

/** A port whose methods read. */
export function reads<Port extends object>(reader: Connection, routines: RoutinesOf<Port>): Port {
  return portOf(routines, reader.read)
}

/** A port whose methods each read one state of the database. */
export function snapshots<Port extends object>({ snapshot }: Connection, routines: RoutinesOf<Port>): Port {
  return portOf(routines, snapshot)
}

/** A port whose methods each write one transaction. */
export function writes<Port extends object>(writer: Writer, routines: RoutinesOf<Port>): Port {
  return portOf(routines, writer.write)
}

type Run = <Result>(work: () => Routine<Result>) => Result | Promise<Result>

function portOf<Port extends object>(routines: RoutinesOf<Port>, run: Run): Port {
  const methods = Object.entries<(...values: unknown[]) => Routine<unknown>>(routines)
  const started = methods.map(([name, routine]) => [
    name,
    async (...values: unknown[]) => run(() => routine(...values)),
  ])
  return Object.fromEntries(started)
}
