import { model, planOf } from './support'

describe('an index that both fields have', () => {
  // MySQL has none on a text column, and Django adds none where the field had one all along.
  test.each(['postgresql', 'mysql', 'mariadb'] as const)(
    'stays where a SlugField has it by its class, on %s',
    (dialect) => {
      const before = [model('Product', { name: 'models.TextField(db_index=True)' })]
      const operations = ['migrations.AlterField("product", "name", models.SlugField())']
      const { later, operations: first } = planOf({ before, operations }, { dialect })
      expect(later).not.toEqual([])
      expect(first).toMatchObject([{ kind: 'SeparateDatabaseAndState', databaseOperations: [] }])
    },
  )
})
