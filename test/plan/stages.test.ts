import { Refusal } from '../../src/core/errors'
import { model, planOf } from './support'

const PRODUCT = model('Product', {
  name: 'models.CharField(max_length=20)',
  code: 'models.CharField(max_length=9, null=True)',
})
const PYTHON = 'migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)'

/** What the database migration does about the fields, or the code of the refusal. */
function laterOf(...operations: string[]): readonly string[] | string {
  try {
    return planOf({ before: [PRODUCT], operations }).changes.map(({ later }) => later)
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

function add(field: string): string {
  return `migrations.AddField("product", "key", models.${field})`
}

function alter(field: string, name = 'key'): string {
  return `migrations.AlterField("product", "${name}", models.${field})`
}

const ADDED = add('CharField(max_length=9, default=str)')
const UNIQUE = alter('CharField(max_length=9, default=str, unique=True)')

describe('what one migration does to a field in stages is put off once', () => {
  test('added, filled by Python, made unique', () => {
    const later = ['sets NOT NULL on shop_product.key and makes it unique']
    expect(laterOf(ADDED, PYTHON, UNIQUE)).toEqual(later)
  })

  test('changed twice', () => {
    const first = alter('CharField(max_length=9, default=str)', 'code')
    const second = alter('CharField(max_length=9, default=str, unique=True)', 'code')
    expect(laterOf(first, PYTHON, second)).toEqual(['sets NOT NULL on shop_product.code and makes it unique'])
  })

  test('two fields, each by itself', () => {
    const other = [ADDED, UNIQUE].map((each) => each.replaceAll('"key"', '"other"'))
    expect(laterOf(ADDED, ...other, UNIQUE)).toHaveLength(2)
  })

  test('the rows have the value of the first stage', () => {
    expect(laterOf(add('IntegerField(default=1)'), PYTHON, alter('IntegerField(unique=True)'))).toBe(
      'no-default',
    )
  })
})

describe('what is no stage is not taken for one', () => {
  test.each([
    ['a column that becomes longer', ADDED, alter('CharField(max_length=19, default=str, unique=True)')],
    ['a column of another type', ADDED, alter('TextField(default=str, unique=True)')],
    ['another column', ADDED, alter('CharField(max_length=9, default=str, unique=True, db_column="k")')],
    ['a field that goes again', ADDED, UNIQUE, 'migrations.RemoveField("product", "key")'],
    ['where something is renamed', ADDED, UNIQUE, 'migrations.RenameField("product", "name", "title")'],
  ])('%s', (_name, ...operations) => {
    const later = laterOf(...operations)
    expect(later).not.toContain('sets NOT NULL on shop_product.key and makes it unique')
  })
})

describe('a field that becomes NOT NULL', () => {
  const alter = 'migrations.AlterField("product", "code", models.CharField(max_length=9, default="a"))'
  const fillsOf = (...operations: string[]): number =>
    planOf({ before: [PRODUCT], operations }).splits.flatMap(({ fills }) => fills).length

  test('gives rows their value at once where Python behind it may count on that', () => {
    expect(fillsOf(alter, PYTHON)).toBe(1)
  })

  test('leaves them as old code has them where nothing does', () => {
    expect(fillsOf(alter)).toBe(0)
    expect(fillsOf(PYTHON, alter)).toBe(0)
  })
})
