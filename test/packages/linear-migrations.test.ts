import { DATABASE, DjangoProject, INITIAL, MINUTES, REMOVED, STATE, pythonWith } from './django-project'

const python = pythonWith('django-linear-migrations==2.19.0')
const described = python === undefined ? describe.skip : describe
const ORIGINAL = '0002_remove_product_rating'
const ONE = `shop/migrations/${ORIGINAL}.py`
const MAX = 'max_migration.txt'

described('django-linear-migrations 2.19.0', () => {
  let shop: DjangoProject

  beforeEach(() => {
    const migrations = { '0001_initial': INITIAL, [ORIGINAL]: REMOVED }
    shop = new DjangoProject(python ?? '', migrations, ['INSTALLED_APPS += ["django_linear_migrations"]'])
    shop.managed('create_max_migration_files')
    expect(shop.read(MAX)).toBe(`${ORIGINAL}\n`)
  })

  afterEach(() => {
    shop.remove()
  })

  /** What its check says of `max_migration.txt`; the first line is enough. */
  const complaint = (): string => /dlm\.E\d+/.exec(shop.manage('check').stderr)?.[0] ?? 'none'

  test(
    'its check is content after a split, and would not be without the change of max_migration.txt',
    () => {
      expect(complaint()).toBe('none')
      shop.bgsplit(ONE)
      expect(shop.read(MAX)).toBe(`${DATABASE}\n`)
      expect(complaint()).toBe('none')
      shop.write(shop.path(MAX), `${ORIGINAL}\n`)
      expect(complaint()).toBe('dlm.E003')
      shop.write(shop.path(MAX), `${STATE}\n`)
      expect(complaint()).toBe('dlm.E004')
    },
    2 * MINUTES,
  )

  test(
    'and when the second half is held back, and when finish has written it',
    () => {
      shop.bgsplit(ONE, '--phase', 'state')
      expect(shop.has(DATABASE)).toBe(false)
      expect(shop.read(MAX)).toBe(`${STATE}\n`)
      expect(complaint()).toBe('none')

      shop.bgsplit('finish', 'shop/migrations')
      expect(shop.read(MAX)).toBe(`${DATABASE}\n`)
      expect(complaint()).toBe('none')
      shop.write(shop.path(MAX), `${STATE}\n`)
      expect(complaint()).toBe('dlm.E004')
    },
    2 * MINUTES,
  )

  test(
    'a file with the marks of a conflict is left alone, and so is what its check says of it',
    () => {
      const conflict = `<<<<<<< HEAD\n${ORIGINAL}\n=======\n0002_other\n>>>>>>> other\n`
      shop.write(shop.path(MAX), conflict)
      expect(complaint()).toBe('dlm.E002')
      shop.bgsplit(ONE)
      expect(shop.read(MAX)).toBe(conflict)
      expect(complaint()).toBe('dlm.E002')
    },
    2 * MINUTES,
  )

  test(
    'makemigrations goes on from there',
    () => {
      shop.bgsplit(ONE)
      shop.managed('makemigrations', 'shop', '--empty', '--name', 'next')
      expect(shop.read(MAX)).toBe('0004_next\n')
      expect(shop.read('0004_next')).toContain(DATABASE)
      expect(complaint()).toBe('none')
    },
    2 * MINUTES,
  )
})
