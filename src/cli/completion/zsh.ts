import { REFS } from './bash'
import { completedCommands, valued } from './words'
import type { Behind, CompletedCommand, CompletedOption } from './words'

/** A script for zsh 5, to be sourced once `compinit` has run, or to lie as `_bgsplit` in a folder of `fpath`. */
export function zshScript(): string {
  const commands = completedCommands()
  return `#compdef bgsplit
# bgsplit completion zsh
_bgsplit_refs() {
  local -a refs
  refs=(\${(f)"$(${REFS})"})
  compadd -a refs
}
_bgsplit() {
  local command=split named= index
  for ((index = 2; index < CURRENT; index++)); do
    case "$words[index]" in
      ${valued(commands).join('|')}) ((++index < CURRENT)) || named=value ;;
      -*) ;;
      ${commands.map(({ name }) => name).join('|')}) command="$words[index]"; named="$index"; break ;;
      *) named=path; break ;;
    esac
  done
  if [[ "$named" == <-> ]]; then
    words=("$words[1]" "\${(@)words[2,named-1]}" "\${(@)words[named+1,-1]}")
    ((CURRENT--))
  elif [[ -z "$named" && "$words[CURRENT]" != -* ]]; then
    local -a commands
    commands=(
${commands.map(({ name, words }) => `      ${quoted(`${name}:${words}`)}`).join('\n')}
    )
    _describe -t commands command commands
  fi
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ "$funcstack[1]" == _bgsplit ]]; then
  _bgsplit "$@"
else
  compdef _bgsplit bgsplit
fi
`
}

function commandCase({ name, options, positional }: CompletedCommand): string {
  const specs = [...options.map(spec), quoted(`*:${name}:${action(positional)}`)]
  return `    ${name})\n      _arguments \\\n        ${specs.join(' \\\n        ')} ;;`
}

/** `'--fill[words]:fill:(auto null)'` */
function spec({ name, words, behind }: CompletedOption): string {
  const described = `${name}[${words.replaceAll(/[[\]\\:]/g, '\\$&')}]`
  return quoted(behind.kind === 'nothing' ? described : `${described}:${name.slice(2)}:${action(behind)}`)
}

function action(behind: Behind): string {
  switch (behind.kind) {
    case 'words':
      return `(${behind.words.join(' ')})`
    case 'ref':
      return '_bgsplit_refs'
    case 'file':
      return '_files'
    case 'folder':
      return '_files -/'
    case 'nothing':
    case 'text':
      return ' '
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
