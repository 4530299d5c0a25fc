import { laterChange, randomChange, type Change as Chosen, type World } from './change'
import type { FieldSite } from './fields'
import { randomModel } from './models'
import { renamingChanges } from './rename'
import { randomFrom, type Random } from './random'
import type { CaseOptions, CaseSpec, ModelSpec, OperationSpec } from './spec'

/** The project and the change of a seed: always the same ones for the same seed. */
export function caseOf(seed: number): CaseSpec {
  return caseWith(seed, randomChanges)
}

/** The same projects, with a change in which something is renamed. */
export function renameCaseOf(seed: number): CaseSpec {
  return caseWith(seed, renamingChanges)
}

function caseWith(seed: number, changesOf: (start: World) => Chosen): CaseSpec {
  const random = randomFrom(seed)
  let count = 0
  const version = random.chance(80) ? '5.2' : '4.2'
  const site = { random, version, fresh: () => ++count } as const
  const models = randomModels(site)
  const { operations: change, world } = changesOf({ site, models, removed: [] })
  const later = random.chance(12) ? laterChange(world) : []
  return { seed, options: randomOptions(random), version, models, change, later }
}

function randomOptions({ chance }: Random): CaseOptions {
  return {
    databaseOperations: chance(20) ? 'django' : 'sql',
    fill: chance(20) ? 'null' : 'auto',
    strict: chance(15),
  }
}

/** One to four models of shop, and at times one of another app, before or after them. */
function randomModels(site: Omit<FieldSite, 'targets'>): readonly ModelSpec[] {
  const { random } = site
  const place = random.int(10)
  const models: ModelSpec[] = []
  const add = (app: string): number => models.push(randomModel({ ...site, targets: models }, app))
  if (place === 0) add('crm')
  for (let left = 1 + random.int(4); left > 0; left--) add('shop')
  if (place === 1) add('crm')
  return models
}

/** Mostly one or two: with many, one that is refused hides what becomes of the others. */
function randomChanges(start: World): Chosen {
  const { random } = start.site
  const wanted = random.pick([1, 1, 1, 1, 2, 2, 2, 3, 4, 5])
  let [world, made]: [World, number] = [start, 0]
  const operations: OperationSpec[] = []
  for (let attempt = 0; attempt < 60 && made < wanted && world.models.length > 0; attempt++) {
    const change = randomChange(world)
    if (change === undefined) continue
    operations.push(...change.operations)
    world = change.world
    made += 1
  }
  return { operations, world }
}
