import type { MigrationKey } from '../../src/django/migration'
import { migration, projectFrom } from '../support/project'
import { asNewest } from './newest'

type Sketch = Readonly<Record<string, { readonly after: readonly string[]; readonly replaces?: string }>>

function newest(sketch: Sketch, key: MigrationKey): readonly string[] {
  const files = Object.entries(sketch).map(([each, { after, replaces }]) => {
    const [app = '', name = ''] = each.split('.')
    const body = replaces === undefined ? [] : [`replaces = [${replaces}]`]
    return [`${app}/migrations/${name}.py`, migration({ dependencies: after, body })] as const
  })
  const project = projectFrom(Object.fromEntries(files))
  const target = project.migrations.get(key)
  if (target === undefined) throw new Error(`${key} is gone`)
  return [...asNewest(project, target).migrations.keys()].sort()
}

const CHAIN: Sketch = {
  'shop.0001': { after: [] },
  'shop.0002': { after: ['shop.0001'] },
  'shop.0003': { after: ['shop.0002'] },
}

describe('a migration as the newest', () => {
  test('has nothing of its app after it, or beside it', () => {
    const beside: Sketch = {
      ...CHAIN,
      'shop.0002_b': { after: ['shop.0001'] },
      'shop.0004': { after: ['shop.0003', 'shop.0002_b'] },
    }
    expect(newest(beside, 'shop.0002')).toEqual(['shop.0001', 'shop.0002'])
  })

  test('has of other apps what does not need that', () => {
    const others: Sketch = {
      ...CHAIN,
      'blog.0001': { after: ['shop.0001'] },
      'blog.0002': { after: ['blog.0001', 'shop.0003'] },
      'blog.0003': { after: ['blog.0002'] },
    }
    expect(newest(others, 'shop.0002')).toEqual(['blog.0001', 'shop.0001', 'shop.0002'])
  })

  test('has no squashed migration that stands in for it', () => {
    const squashed: Sketch = {
      ...CHAIN,
      'shop.0001_squashed': { after: [], replaces: '("shop", "0001"), ("shop", "0002")' },
    }
    expect(newest(squashed, 'shop.0002')).toEqual(['shop.0001', 'shop.0002'])
    expect(newest(squashed, 'shop.0003')).toEqual(['shop.0001_squashed', 'shop.0003'])
  })
})
