import { recoverFrom } from '../../emit/recover'
import type { Recovery } from '../../emit/recover'
import type { Host } from '../host'
import { shownPath } from '../report/failures'
import { safe } from '../report/safe'

/** Finishes or undoes what an earlier run was cut short in, before anything is read, and says so. */
export function recover(path: string, host: Host): void {
  for (const recovery of recoverFrom(path, host.user)) host.note(safe(`note: ${told(recovery, host)}`))
}

function told({ journal, outcome }: Recovery, host: Host): string {
  const path = shownPath(journal, host.cwd) ?? journal
  return outcome === 'finished'
    ? `an earlier run was cut short while it wrote; it has now been finished (${path})`
    : `an earlier run was cut short before it wrote; what it left behind has been removed (${path})`
}
