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

const python = pythonWith('django-syzygy==1.2.3')
const described = python === undefined ? describe.skip : describe
const STAGE = ['--stage', 'syzygy'] as const
const ONE = 'shop/migrations/0002_remove_product_rating.py'

described('django-syzygy 1.2.3', () => {
  let shop: DjangoProject

  /** A project whose first migration is live, and whose others have just been written. */
  function projectOf(migrations: Readonly<Record<string, string>>): void {
    const settings = ['INSTALLED_APPS += ["syzygy"]']
    shop = new DjangoProject(python ?? '', { '0001_initial': INITIAL, ...migrations }, settings)
    shop.managed('migrate', 'shop', '0001')
  }

  afterEach(() => {
    shop.remove()
  })

  test(
    'both halves land together: --pre-deploy runs the first, migrate after the deployment the second',
    () => {
      projectOf({ '0002_remove_product_rating': REMOVED })
      shop.bgsplit(ONE, ...STAGE)
      expect(shop.managed('check')).toContain('no issues')
      shop.managed('migrate', '--pre-deploy')
      expect(shop.applied()).toEqual(['0001_initial', STATE])
      expect(shop.columns()).toEqual(['id', 'name', 'rating'])
      shop.insertBoth()

      shop.managed('migrate', '--pre-deploy')
      expect(shop.applied()).toEqual(['0001_initial', STATE])

      shop.managed('migrate')
      expect(shop.applied()).toEqual(['0001_initial', STATE, DATABASE])
      expect(shop.columns()).toEqual(['id', 'name'])
    },
    2 * MINUTES,
  )

  test(
    'without the marks it would run both before the deployment',
    () => {
      projectOf({ '0002_remove_product_rating': REMOVED })
      shop.bgsplit(ONE)
      shop.managed('migrate', '--pre-deploy')
      expect(shop.applied()).toEqual(['0001_initial', STATE, DATABASE])
    },
    2 * MINUTES,
  )

  describe('a plan with a barrier', () => {
    const [FIRST, DROP, BACK, SECOND, LAST] = BARRIER.names

    test(
      'it calls the plan ambiguous when more than one release lands at once, and runs nothing',
      () => {
        projectOf(BARRIER.migrations)
        shop.bgsplit('shop/migrations', '--since', '0001', ...STAGE)
        expect(shop.managed('check')).toContain('no issues')
        const { status, stderr } = shop.manage('migrate', '--pre-deploy')
        expect(status).toBe(1)
        expect(stderr).toContain(
          `Migration shop.${BACK} is defined to be applied pre-deployment but it depends on shop.${DROP} which is defined to be applied post-deployment.`,
        )
        expect(shop.applied()).toEqual(['0001_initial'])
      },
      2 * MINUTES,
    )

    test(
      'each release lands with both of its halves',
      () => {
        projectOf(BARRIER.migrations)
        shop.bgsplit('shop/migrations', '--since', '0001', ...STAGE)
        for (const name of [BACK, SECOND, LAST]) shop.ship(name, false)
        shop.managed('migrate', '--pre-deploy')
        expect(shop.applied()).toEqual(['0001_initial', FIRST])
        shop.managed('migrate')
        for (const name of [BACK, SECOND, LAST]) shop.ship(name, true)
        shop.managed('migrate', '--pre-deploy')
        expect(shop.applied()).toEqual(['0001_initial', FIRST, DROP, BACK, SECOND])
        shop.managed('migrate')
        expect(shop.applied()).toEqual(['0001_initial', ...BARRIER.names])
      },
      2 * MINUTES,
    )
  })
})
