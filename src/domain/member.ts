/** An object without the members that are undefined. */
export function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]: Exclude<Members[Name], undefined>
  }
}

/** An object without the named members. */
export function omit<Members extends object, Name extends PropertyKey>(
  members: Members,
  names: readonly Name[],
): Omit<Members, Name> {
  const left: readonly PropertyKey[] = names
  return Object.fromEntries(Object.entries(members).filter(([name]) => !left.includes(name))) as Omit<Members, Name>
}

/** The named members of an object that are not undefined. */
export function pick<Members extends object, Name extends keyof Members>(
  members: Members,
  names: readonly Name[],
): Pick<Members, Name> {
  return Object.fromEntries(
    names.flatMap(name => (members[name] === undefined ? [] : [[name, members[name]]])),
  ) as Pick<Members, Name>
}
