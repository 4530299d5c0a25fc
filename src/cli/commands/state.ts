import type { StateFlags } from '../args'
import type { Host } from '../host'

export function state(path: string, flags: StateFlags, host: Host): void {
  host.note(`${path} ${flags.format}`)
}
