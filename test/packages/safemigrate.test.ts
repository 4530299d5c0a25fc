import { spawnSync } from 'node:child_process'
import {
  BARRIER,
  DATABASE,
  DjangoProject,
  INITIAL,
  MINUTES,
  REMOVED,
  STATE,
  pythonWith,
} from './django-project'

const python = pythonWith('django-safemigrate==6.0')
const described = python === undefined ? describe.skip : describe
const STAGE = ['--stage', 'safemigrate'] as const
const ONE = 'shop/migrations/0002_remove_product_rating.py'

described('django-safemigrate 6.0', () => {
  let shop: DjangoProject

  /** A project whose first migration is live, and whose others have just been written. */
  function projectOf(migrations: Readonly<Record<string, string>>, ...settings: readonly string[]): void {
    const apps = 'INSTALLED_APPS += ["django_safemigrate"]'
    shop = new DjangoProject(python ?? '', { '0001_initial': INITIAL, ...migrations }, [apps, ...settings])
    shop.managed('migrate', 'django_safemigrate')
    shop.managed('migrate', 'shop', '0001')
  }

  afterEach(() => {
    shop.remove()
  })

  test(
    'both halves land together: before the deployment it runs the first, after it migrate runs the second',
    () => {
      projectOf({ '0002_remove_product_rating': REMOVED })
      shop.bgsplit(ONE, ...STAGE)
      expect(shop.managed('safemigrate')).toContain(`Delayed migrations:\n  shop.${DATABASE}\n`)
      expect(shop.applied()).toEqual(['0001_initial', STATE])
      expect(shop.columns()).toEqual(['id', 'name', 'rating'])
      shop.insertBoth()

      shop.managed('safemigrate')
      expect(shop.applied()).toEqual(['0001_initial', STATE])

      shop.managed('migrate')
      expect(shop.applied()).toEqual(['0001_initial', STATE, DATABASE])
      expect(shop.columns()).toEqual(['id', 'name'])
      expect(shop.managed('makemigrations', '--check', '--dry-run')).toContain('No changes detected')
    },
    2 * MINUTES,
  )

  test(
    'without the marks it would run both before the deployment',
    () => {
      projectOf({ '0002_remove_product_rating': REMOVED })
      shop.bgsplit(ONE)
      shop.managed('safemigrate')
      expect(shop.applied()).toEqual(['0001_initial', STATE, DATABASE])
    },
    2 * MINUTES,
  )

  test(
    'its own check for pre-commit is content',
    () => {
      projectOf({ '0002_remove_product_rating': REMOVED })
      const check = () => {
        const args = ['-m', 'django_safemigrate.check', shop.path(STATE), shop.path(DATABASE)]
        return spawnSync(shop.python, args, { cwd: shop.folder, encoding: 'utf8' })
      }
      shop.bgsplit(ONE, ...STAGE)
      expect(check()).toMatchObject({ status: 0, stdout: '' })
      shop.write(shop.path(DATABASE), shop.read(DATABASE).replace('safe = Safe', 'x = Safe'))
      expect(check().status).toBe(1)
    },
    2 * MINUTES,
  )

  describe('a plan with a barrier', () => {
    const [FIRST, DROP, BACK, SECOND, LAST] = BARRIER.names

    test(
      'it refuses to run when more than one release lands at once, and runs nothing',
      () => {
        projectOf(BARRIER.migrations)
        shop.bgsplit('shop/migrations', '--since', '0001', ...STAGE)
        const { status, stdout, stderr } = shop.manage('safemigrate')
        expect([status, stderr]).toEqual([1, 'CommandError: Aborting due to blocked migrations.\n'])
        expect(stdout).toContain(`Blocked migrations:\n  shop.${BACK}\n`)
        expect(shop.applied()).toEqual(['0001_initial'])
      },
      2 * MINUTES,
    )

    test(
      'in its nonstrict mode it runs what comes before the barrier',
      () => {
        projectOf(BARRIER.migrations, 'SAFEMIGRATE = "nonstrict"')
        shop.bgsplit('shop/migrations', '--since', '0001', ...STAGE)
        shop.managed('safemigrate')
        expect(shop.applied()).toEqual(['0001_initial', FIRST])
      },
      2 * MINUTES,
    )

    test(
      'without the mark on what comes behind it that would be left out, and nothing said',
      () => {
        projectOf(BARRIER.migrations)
        shop.ship('0004_remove_product_name', false)
        shop.bgsplit('shop/migrations', '--since', '0001', ...STAGE)
        expect(shop.manage('safemigrate').status).toBe(1)
        shop.write(shop.path(BACK), shop.read(BACK).replace('    safe = Safe.before_deploy()\n\n', ''))
        expect(shop.manage('safemigrate').status).toBe(0)
        expect(shop.applied()).toEqual(['0001_initial', FIRST])
      },
      2 * MINUTES,
    )

    test(
      'each release lands with both of its halves',
      () => {
        projectOf(BARRIER.migrations)
        shop.bgsplit('shop/migrations', '--since', '0001', ...STAGE)
        for (const name of [BACK, SECOND, LAST]) shop.ship(name, false)
        shop.managed('safemigrate')
        expect(shop.applied()).toEqual(['0001_initial', FIRST])
        shop.managed('migrate')
        for (const name of [BACK, SECOND, LAST]) shop.ship(name, true)
        shop.managed('safemigrate')
        expect(shop.applied()).toEqual(['0001_initial', FIRST, DROP, BACK, SECOND])
        shop.managed('migrate')
        expect(shop.applied()).toEqual(['0001_initial', ...BARRIER.names])
      },
      2 * MINUTES,
    )
  })
})
