import { VENDORS } from '../core/dialect'
import type { Vendor } from '../core/dialect'
import { lazy } from '../core/lazy'
import type { Module } from '../python/nodes'
import { readModule } from '../python/read-module'

const SEPARATE = 'django.db.migrations.SeparateDatabaseAndState'

/**
 * The classes of a file that are a `SeparateDatabaseAndState` on the databases of one vendor, and on any other do the
 * state operations, whole: what a split for more than one database is written with (templates/on-vendor.py.ejs). Only
 * a class that does just this is one, however it is called and laid out; any other is its author's own.
 */
export function onVendorClasses({ file, classes }: Module): ReadonlyMap<string, Vendor> {
  const found = new Map<string, Vendor>()
  // To read the classes is to read the bases of each: most files need not be asked.
  if (!file.text.includes('database_forwards')) return found
  for (const [name, each] of classes) {
    // Its shape is a walk over all of it.
    const vendor = each.base === SEPARATE ? vendorOf(each.shape) : undefined
    if (vendor !== undefined) found.set(name, vendor)
  }
  return found
}

function vendorOf(shape: string | undefined): Vendor | undefined {
  return shape === undefined ? undefined : SHAPES().get(shape)
}

/** The vendors by the shape of their class. */
const SHAPES = lazy(() => new Map(VENDORS.map((vendor) => [shapeFor(vendor), vendor])))

function shapeFor(vendor: Vendor): string {
  const text = HEADER + textFor(vendor)
  const shape = readModule({ path: '', text }).classes.get('OnVendor')?.shape
  if (shape === undefined) throw new Error('the class cannot be read')
  return shape
}

const HEADER = 'from django.db import migrations\n'

const textFor = (vendor: Vendor): string => `
class OnVendor(migrations.SeparateDatabaseAndState):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == "${vendor}":
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)
`
