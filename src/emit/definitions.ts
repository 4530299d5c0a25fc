import type { Step } from '../plan/plan'
import type { OnVendor } from '../plan/several/on-vendor'
import type { Target } from './function-text'
import { onVendorText } from './on-vendor-class'
import { rowFunctionTexts } from './row-functions'

/** What goes above the class of a migration: what its operations are made of, and the functions that they run. */
export function definitions(
  on: OnVendor | undefined,
  steps: readonly Step[],
  target: Target,
): readonly string[] {
  if (on === undefined) return rowFunctionTexts(steps, target)
  const functions = rowFunctionTexts(steps, { ...target, onlyOn: on.vendor })
  return on.isThere ? functions : [onVendorText(on, target), ...functions]
}
