import { bashScript } from '../completion/bash'
import { fishScript } from '../completion/fish'
import { zshScript } from '../completion/zsh'
import type { Host } from '../host'
import type { Shell } from '../options'

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** `bgsplit completion <shell>`: prints a script that lets the shell complete the command line by itself. */
export function completion(shell: Shell, host: Pick<Host, 'out'>): number {
  host.out(SCRIPTS[shell]())
  return 0
}
