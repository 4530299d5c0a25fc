import { join } from 'node:path'
import { djangoPython, runPython } from '../support/django'
import { findingsIn, shop } from './findings-support'
import { model } from './support'

/** The exceptions of `crashes` are those of real Django, and there are no others among these operations. */
const python = djangoPython()
const withDjango = python === undefined ? test.skip : test

const OPERATIONS = [
  'migrations.RemoveField("product", "rating")',
  'migrations.AlterField("product", "rating", models.IntegerField(null=True))',
  'migrations.RenameField("product", "rating", "stars")',
  'migrations.DeleteModel("tag")',
  'migrations.RenameModel("tag", "label")',
  'migrations.AlterModelTable("tag", "tags")',
  'migrations.AlterModelOptions("tag", {"ordering": ["id"]})',
  'migrations.RemoveField("tag", "label")',
  'migrations.AlterField("tag", "label", models.CharField(max_length=3))',
  'migrations.AddField("tag", "more", models.IntegerField(null=True))',
  'migrations.RemoveField("product", "name")',
  'migrations.AlterField("product", "name", models.TextField())',
]

const inDatabase = (operation: string): string =>
  `migrations.SeparateDatabaseAndState(database_operations=[${operation}])`

function exceptionOf(operation: string): string | null {
  const first =
    'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "rating"), migrations.DeleteModel("tag")])'
  const product = model('Product', {
    name: 'models.CharField(max_length=20)',
    rating: 'models.IntegerField()',
  })
  const tag = model('Tag', { label: 'models.CharField(max_length=20)' })
  const found = findingsIn(
    shop({
      '0001_initial': { operations: [product, tag] },
      '0002_state': { operations: [first] },
      '0003_db': { operations: [operation] },
    }),
    ['0003_db'],
  )
  const crash = found.find(({ rule }) => rule === 'crashes')
  return crash === undefined ? null : (/with a (\w+):/.exec(crash.message)?.[1] ?? 'no name')
}

withDjango('Django stops where check says so, with that exception', () => {
  const sources = [...OPERATIONS, ...OPERATIONS.map(inDatabase)]
  const real = runPython(python ?? '', join(__dirname, 'crashes.py'), [JSON.stringify(sources)])
  expect(Object.fromEntries(sources.map((source) => [source, exceptionOf(source)]))).toEqual(
    Object.fromEntries(
      sources.map((source, index) => [source, Array.isArray(real) ? real[index] : undefined]),
    ),
  )
})
