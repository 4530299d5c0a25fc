import { vendorOf } from '../../core/dialect'
import type { Dialect, Vendor } from '../../core/dialect'
import type { Migration } from '../../django/migration'
import { onVendorClasses } from '../../django/on-vendor'
import type { PlanOptions } from '../site'

/** The class by which what is written for one database does the whole change at once on any other. */
export interface OnVendor {
  /** What it is called in both files. */
  readonly name: string
  readonly vendor: Vendor
  /** The databases on which that is. */
  readonly others: readonly Dialect[]
  /** The file that is split has it already. */
  readonly isThere: boolean
}

const NAMES: Readonly<Record<Vendor, string>> = {
  postgresql: 'OnPostgreSQL',
  mysql: 'OnMySQL',
  sqlite: 'OnSQLite',
}

/** The class for a migration; undefined where its files are for one database only. */
export function onVendorFor(
  migration: Migration,
  { dialect, others = [] }: PlanOptions,
): OnVendor | undefined {
  if (others.length === 0) return undefined
  const vendor = vendorOf(dialect)
  const there = [...onVendorClasses(migration.module)].find(([, each]) => each === vendor)
  if (there !== undefined) return { name: there[0], vendor, others, isThere: true }
  return { name: freeName(NAMES[vendor], migration.module.names), vendor, others, isThere: false }
}

function freeName(base: string, taken: ReadonlyMap<string, unknown>): string {
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base}${count}`
  return name
}
