import type { Column } from '../../django/schema'
import { fits } from '../type-fit'
import type { Violation } from '../violation'
import { breaks, note, unknownColumns, type Site } from './rule'

/** Rules 1 and 2: every column is there and of use, and an INSERT that names only the known ones works. */
export function columnRules(site: Site): readonly Violation[] {
  const known = [...site.expected.columns.values()].flatMap((column) => knownColumn(site, column))
  const unknown = unknownColumns(site).filter((name) => !fillsItself(site.actual.columns.get(name)))
  return [...known, ...twinRule(site), ...unknown.map((name) => breaks(site, 'insert', name))]
}

/** Those that are one column to the code are no longer there: the triggers of others put its values where they may not go. */
function twinRule(site: Site): readonly Violation[] {
  const names = (site.actual.twins ?? []).flatMap(({ column, twin }) => [column, twin])
  return names.filter((name) => site.expected.columns.has(name)).map((name) => breaks(site, 'twin', name))
}

function knownColumn(site: Site, expected: Column): readonly Violation[] {
  const actual = site.actual.columns.get(expected.name)
  if (actual === undefined) return [breaks(site, 'missing-column', expected.name)]
  return [
    ...typeRule(site, expected, actual),
    ...nullRules(site, expected, actual),
    ...defaultRule(site, expected, actual),
  ]
}

/** Code that leaves a column to its default gets NULL where there is none: that works, or it does not. */
function defaultRule(site: Site, expected: Column, actual: Column): readonly Violation[] {
  if (expected.default === undefined || fillsItself({ ...actual, nullable: false })) return []
  return [(actual.nullable ? note : breaks)(site, 'missing-default', expected.name)]
}

function typeRule(site: Site, expected: Column, actual: Column): readonly Violation[] {
  switch (fits(expected.type, actual.type)) {
    case 'fits':
      return []
    case 'shorter':
      // SQLite keeps what it is given, however long.
      return site.schema.dialect === 'sqlite' ? [] : [breaks(site, 'shorter-column', expected.name)]
    case 'differs':
      return [breaks(site, 'column-type', expected.name)]
  }
}

function nullRules(site: Site, expected: Column, actual: Column): readonly Violation[] {
  if (expected.nullable && !actual.nullable) return [breaks(site, 'insert-null', expected.name)]
  return !expected.nullable && actual.nullable ? [note(site, 'reads-null', expected.name)] : []
}

/** Whether an INSERT may leave the column out. */
function fillsItself(column: Column | undefined): boolean {
  if (column === undefined) return false
  return column.nullable || column.default !== undefined || column.identity || column.generated !== undefined
}
