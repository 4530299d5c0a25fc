import { Refusal } from '../../src/core/errors'

/** What a function refuses with; fails where it does not. */
export function refusalOf(action: () => unknown): Refusal {
  try {
    action()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}
