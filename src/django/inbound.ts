import { derivedFrom } from '../core/derived'
import { inOrderOf, PersistentMap } from '../core/persistent-map'
import type { Schema, Table } from './schema'

/** The names of the tables that have keys to a table, by the name that the keys give it. */
type Inbound = PersistentMap<string, Names>

type Names = PersistentMap<string, true>

/** The tables with keys to one of that name, itself where it has any to itself, in the order of the schema. */
export function tablesPointingAt({ tables }: Pick<Schema, 'tables'>, name: string): readonly Table[] {
  const names = inboundOf(tables).get(name)
  return names === undefined ? [] : inOrderOf(names.keys(), tables).flatMap((each) => tables.get(each) ?? [])
}

const inboundOf = derivedFrom<string, Table, Inbound>({
  empty: PersistentMap.from(),
  follow: (before, names, from, to) =>
    names.reduce((inbound, name) => followed(inbound, name, from.get(name), to.get(name)), before),
})

function followed(
  inbound: Inbound,
  name: string,
  before: Table | undefined,
  after: Table | undefined,
): Inbound {
  const [was, is] = [targetsOf(before), targetsOf(after)]
  let all = inbound
  for (const target of was) if (!is.has(target)) all = changed(all, target, (names) => names.without(name))
  for (const target of is) if (!was.has(target)) all = changed(all, target, (names) => names.with(name, true))
  return all
}

function targetsOf(table: Table | undefined): ReadonlySet<string> {
  return new Set(table?.foreignKeys.map(({ toTable }) => toTable))
}

function changed(inbound: Inbound, target: string, change: (names: Names) => Names): Inbound {
  const names = change(inbound.get(target) ?? NONE)
  return names.size === 0 ? inbound.without(target) : inbound.with(target, names)
}

const NONE: Names = PersistentMap.from()
