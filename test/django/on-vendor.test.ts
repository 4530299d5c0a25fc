import type { Dialect } from '../../src/core/dialect'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import type { Operation } from '../../src/django/operation'
import { applyOperation, unapplyOperation } from '../../src/django/replay'
import type { Snapshot } from '../../src/django/snapshot'
import { readSql } from '../../src/sql/read'
import { SETTINGS, operationFrom } from '../support/operations'

/** The class as templates/on-vendor.py.ejs writes it. */
const CLASS = `
class OnPostgreSQL(migrations.SeparateDatabaseAndState):
    """The database operations are for PostgreSQL."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == "postgresql":
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)
`

const SPLIT = `OnPostgreSQL(
    state_operations=[migrations.RemoveField("product", "rating")],
    database_operations=[migrations.AlterField("product", "rating", models.IntegerField(null=True))],
)`

const read = (text: string, call = SPLIT): Operation => operationFrom(call, text.split('\n'))

function vendorIn(text: string): string | undefined {
  const operation = read(text)
  return operation.kind === 'SeparateDatabaseAndState' ? operation.vendor : operation.kind
}

const changed = (from: string | RegExp, to: string): string => {
  const text = CLASS.replace(from, to)
  expect(text).not.toBe(CLASS)
  return text
}

test('the class is known by what it does', () => {
  const operation = read(CLASS)
  expect(operation).toMatchObject({
    kind: 'SeparateDatabaseAndState',
    vendor: 'postgresql',
    stateOperations: [{ kind: 'RemoveField' }],
    databaseOperations: [{ kind: 'AlterField' }],
  })
})

test.each(['mysql', 'sqlite'])('for %s', (vendor) => {
  expect(vendorIn(changed('"postgresql"', `"${vendor}"`))).toBe(vendor)
})

describe('however it is laid out', () => {
  test.each([
    ['without its docstring', changed(/ {4}""".*"""\n\n/, '')],
    ['with a comment', changed('        if vendor', '        # What is deployed to.\n        if vendor')],
    ['in single quotes', changed('"postgresql"', "'postgresql'")],
    ['with tabs', CLASS.replaceAll('    ', '\t')],
    [
      'in short lines',
      changed(
        '(database_operations=operations)',
        '(\n            database_operations=operations,\n        )',
      ),
    ],
    ['with brackets', changed('vendor == "postgresql"', '(vendor == "postgresql")')],
    [
      'with the base under another name',
      `from django.db.migrations import SeparateDatabaseAndState as S\n${CLASS.replaceAll('migrations.SeparateDatabaseAndState', 'S')}`,
    ],
  ])('%s', (_, text) => {
    expect(vendorIn(text)).toBe('postgresql')
  })

  test('under another name', () => {
    const operation = read(
      CLASS.replace('OnPostgreSQL', 'Elsewhere'),
      SPLIT.replace('OnPostgreSQL', 'Elsewhere'),
    )
    expect(operation).toMatchObject({ vendor: 'postgresql' })
  })
})

describe('anything else is an operation of its author', () => {
  test.each([
    ['another vendor', changed('"postgresql"', '"oracle"')],
    ['another condition', changed('vendor ==', 'vendor !=')],
    ['the lists the other way round', changed('= self.database_operations', '= self.state_operations')],
    ['another base', changed('(migrations.SeparateDatabaseAndState):', '(OwnOperation):')],
    ['a second base', changed('State):', 'State, OwnOperation):')],
    ['a metaclass', changed('State):', 'State, metaclass=type):')],
    ['a further method', `${CLASS}\n    def state_forwards(self, app_label, state):\n        pass\n`],
    ['a further attribute', changed('    def operation_on', '    atomic = True\n\n    def operation_on')],
    ['a method that is missing', changed(/ {4}def database_backwards[^]*?(?= {4}def)/, '')],
    ['a line further in', changed('        return', '            return')],
    ['a decorator', changed('class On', '@decorated\nclass On')],
    ['a class of that name further down', `${CLASS}\nclass OnPostgreSQL(OwnOperation):\n    pass\n`],
    ['a change afterwards', `${CLASS}\nOnPostgreSQL.operation_on = None\n`],
    ['a string with a prefix', changed('"postgresql"', 'f"postgresql"')],
  ])('%s', (_, text) => {
    expect(vendorIn(text)).toBe('Opaque')
  })
})

describe('is replayed', () => {
  const start = (dialect: Dialect): Snapshot => {
    const model = `migrations.CreateModel("Product", [
      ("id", models.AutoField(primary_key=True)), ("rating", models.IntegerField())])`
    return applyOperation(operationFrom(model), emptySnapshot(SETTINGS, dialect), {
      app: 'shop',
      dialect,
      readSql,
    })
  }

  function there(text: string, dialect: Dialect): Snapshot {
    return applyOperation(read(CLASS, text), start(dialect), { app: 'shop', dialect, readSql })
  }

  function columns({ schema }: Snapshot): string {
    const found = schema.tables.get('shop_product')?.columns.values() ?? []
    return [...found].map(({ name, nullable }) => name + (nullable ? ' NULL' : '')).join(', ')
  }

  test('with its database operations on that vendor, and with its state operations on any other', () => {
    expect(columns(there(SPLIT, 'postgresql'))).toBe('id, rating NULL')
    expect(columns(there(SPLIT, 'sqlite'))).toBe('id')
    expect(columns(there(SPLIT, 'mariadb'))).toBe('id')
  })

  test('and to MariaDB, MySQL is its own', () => {
    const text = CLASS.replace('"postgresql"', '"mysql"')
    const environment = { app: 'shop', dialect: 'mariadb', readSql } as const
    expect(columns(applyOperation(read(text), start('mariadb'), environment))).toBe('id, rating NULL')
  })

  test('there and back', () => {
    for (const dialect of ['postgresql', 'sqlite'] as const) {
      const before = start(dialect)
      const environment = { app: 'shop', dialect, readSql }
      const back = unapplyOperation(read(CLASS), before.state, there(SPLIT, dialect), environment)
      expect(columns(back)).toBe('id, rating')
    }
  })

  test('without state operations it does nothing elsewhere', () => {
    const text = 'OnPostgreSQL(database_operations=[migrations.RunSQL(["DROP TABLE shop_product"], [])])'
    expect(there(text, 'postgresql').schema.tables.size).toBe(0)
    expect(columns(there(text, 'sqlite'))).toBe('id, rating')
  })
})
