import { BARRIER, DjangoProject, INITIAL, MINUTES, REMOVED, pythonWith } from './django-project'

const python = pythonWith('django-phased-migrations==0.2.0')
const described = python === undefined ? describe.skip : describe
const ONE = 'shop/migrations/0002_remove_product_rating.py'

described('django-phased-migrations 0.2.0', () => {
  let shop: DjangoProject

  beforeEach(() => {
    const migrations = { '0001_initial': INITIAL, '0002_remove_product_rating': REMOVED }
    const settings = ['INSTALLED_APPS += ["django_phased_migrations"]']
    shop = new DjangoProject(python ?? '', migrations, settings)
    shop.managed('migrate', 'shop', '0001')
  })

  afterEach(() => {
    shop.remove()
  })

  test(
    'tells the halves by the ends of their names',
    () => {
      shop.bgsplit(ONE, '--state-name', '{slug}_expand', '--database-name', '{slug}_contract')
      const [first, second] = ['0002_remove_product_rating_expand', '0003_remove_product_rating_contract']
      expect(shop.managed('migrate_expand')).toContain(
        `will NOT be applied by migrate_expand.\n- shop.${second}`,
      )
      expect(shop.applied()).toEqual(['0001_initial', first])
      shop.insertBoth()
      shop.managed('migrate_contract')
      expect(shop.applied()).toEqual(['0001_initial', first, second])
      expect(shop.columns()).toEqual(['id', 'name'])
    },
    2 * MINUTES,
  )

  test(
    'and would run both at once under the usual names',
    () => {
      shop.bgsplit(ONE)
      shop.managed('migrate_expand')
      expect(shop.columns()).toEqual(['id', 'name'])
    },
    2 * MINUTES,
  )

  test(
    'runs nothing when more than one release lands at once',
    () => {
      for (const [name, text] of Object.entries(BARRIER.migrations)) shop.write(shop.path(name), text)
      const names = ['--state-name', '{slug}_expand', '--database-name', '{slug}_contract']
      shop.bgsplit('shop/migrations', '--since', '0001', ...names)
      const { status, stderr } = shop.manage('migrate_expand')
      expect(status).toBe(1)
      expect(stderr).toContain(
        'Expand plan would apply contract migrations:\n- shop.0005_remove_product_rating_contract',
      )
      expect(shop.applied()).toEqual(['0001_initial'])
    },
    2 * MINUTES,
  )
})
