import { refusalOf } from '../support/refusal'
import { model, planOf } from './support'

/** `shop.fields.Own`, once as a class that only checks and once as one that hashes. */
const source = (method: string): string =>
  `from django.db import models\n\n\nclass Own(models.CharField):\n    def ${method}(self, *args):\n        return None\n`

const history = (method: string) => ({
  before: [model('Product', { secret: 'models.CharField(max_length=20)' })],
  operations: ['migrations.AlterField("product", "secret", shop.fields.Own(max_length=20))'],
  files: { 'shop/__init__.py': '', 'shop/fields.py': source(method) },
})

describe('a field that becomes one of a class of the project', () => {
  test('is left as it is where that class changes nothing of its column', () => {
    expect(planOf(history('formfield')).splits).toEqual([])
  })

  // django-oauth-toolkit: ClientSecretField hashes what it saves.
  test('is refused where that class has its own way with values', () => {
    const { code, reason } = refusalOf(() => planOf(history('pre_save')))
    expect(code).toBe('type-change')
    expect(reason).toBe(
      'no column holds what old and what new code write to Product.secret: shop.fields.Own has a way of its own with what it reads and writes',
    )
  })

  // nautobot: SlugField to AutoSlugField of a package, which is the same column.
  test('is refused where nobody has told of that class, with where to tell', () => {
    const { reason, wayOut } = refusalOf(() => planOf({ ...history('formfield'), files: {} }))
    expect(reason).toBe(
      'no column holds what old and what new code write to Product.secret: only Python could tell the type of shop.fields.Own',
    )
    expect(wayOut).toMatch(
      /^say in \[tool\.bgsplit\.fields\] what shop\.fields\.Own is, or add a new field, /,
    )
  })
})

/** What the slug was stays in the database, and so does its index for LIKE, of which the class says nothing. */
describe('a field of a class that nobody has told of, whose indexes are of another', () => {
  const slug = 'models.SlugField(unique=True)'
  const untold = {
    before: [
      model('Product', { slug }),
      'migrations.AlterField("product", "slug", autoslug.fields.AutoSlugField(unique=True))',
    ],
  }

  // nautobot: AutoSlugField of django-extensions.
  test.each(['RemoveField("product", "slug")', 'DeleteModel("Product")'])(
    'is refused with its name, and where to tell, by %s',
    (operation) => {
      const { code, reason, wayOut } = refusalOf(() =>
        planOf({ ...untold, operations: [`migrations.${operation}`] }),
      )
      expect(code).toBe('proof-failed')
      expect(reason).toMatch(
        /: only Python could tell the column and the indexes of autoslug\.fields\.AutoSlugField$/,
      )
      expect(wayOut).toBe('say in [tool.bgsplit.fields] what autoslug.fields.AutoSlugField is')
    },
  )
})

describe('what a class that nobody has told of may have been refused for', () => {
  const wayOut = /^say in \[tool\.bgsplit\.fields\] what tagulous\.models\.TagField is, or /

  // DefectDojo: a TagField is a many-to-many field.
  test('a field that wants a value', () => {
    const operations = ['migrations.AddField("product", "tags", tagulous.models.TagField())']
    const refusal = refusalOf(() => planOf({ before: [model('Product', {})], operations }))
    expect(refusal).toMatchObject({ code: 'no-default', wayOut: expect.stringMatching(wayOut) as string })
  })

  test('a field that gets another name', () => {
    const before = [model('Product', { tags: 'tagulous.models.TagField()' })]
    const operations = ['migrations.RenameField("product", "tags", "labels")']
    const refusal = refusalOf(() => planOf({ before, operations }))
    expect(refusal).toMatchObject({ code: 'renamed', wayOut: expect.stringMatching(wayOut) as string })
  })
})
