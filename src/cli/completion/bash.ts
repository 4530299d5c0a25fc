import { completedCommands, valued } from './words'
import type { Behind, CompletedCommand } from './words'

/**
 * A script for bash 3.2 and later (that of macOS). It starts nothing but git, for names of branches and tags; those are
 * compared and never given to `compgen -W`, which would run what stands in `$(…)` in one.
 */
export function bashScript(): string {
  const commands = completedCommands()
  const names = commands.map(({ name }) => name)
  return `# bgsplit completion bash
_bgsplit_add() {
  local line
  while IFS= read -r line; do
    [[ "$line" == "$cur"* ]] && COMPREPLY+=("$line")
  done
}
_bgsplit() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command=split named= word index
  COMPREPLY=()
  if [[ "$prev" == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ "$cur" == "=" ]]; then cur=; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in
      ${valued(commands).join('|')})
        ((index++))
        if [[ "\${COMP_WORDS[index]}" == "=" ]]; then ((index++)); fi ;;
      -*) ;;
      ${names.join('|')}) command="$word"; named=yes; break ;;
      *) named=yes; break ;;
    esac
  done
  case "$command:$prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ "$cur" == -* ]]; then
    case "$command" in
${commands.map(optionsCase).join('\n')}
    esac
    return
  fi
  case "$command" in
${commands.flatMap(positionalCase).join('\n')}
  esac
  if [[ -z "$named" ]]; then _bgsplit_add < <(printf '%s\\n' ${names.join(' ')}); fi
  _bgsplit_add < <(compgen -f -- "$cur")
}
complete -o filenames -F _bgsplit bgsplit
`
}

function valueCases({ name, options }: CompletedCommand): readonly string[] {
  return options.flatMap((option) => {
    const source = sourceOf(option.behind)
    return source === undefined ? [] : [`    ${name}:${option.name}) ${source}return ;;`]
  })
}

/** What fills the reply; undefined for an option that takes nothing. */
function sourceOf(behind: Behind): string | undefined {
  switch (behind.kind) {
    case 'nothing':
      return undefined
    case 'words':
      return added(`printf '%s\\n' ${behind.words.join(' ')}`)
    case 'ref':
      return added(REFS)
    case 'file':
      return added('compgen -f -- "$cur"')
    case 'folder':
      return added('compgen -d -- "$cur"')
    case 'text':
      return ''
  }
}

function added(command: string): string {
  return `_bgsplit_add < <(${command}); `
}

/** Branches, tags and branches of remotes. */
export const REFS = "git for-each-ref --format='%(refname:short)' 2>/dev/null"

function optionsCase({ name, options }: CompletedCommand): string {
  const words = options.map((option) => option.name)
  return `      ${name}) ${added(`printf '%s\\n' ${words.join(' ')}`)};;`
}

/** Paths are completed for all the others. */
function positionalCase({ name, positional }: CompletedCommand): readonly string[] {
  return positional.kind === 'words' ? [`    ${name}) ${sourceOf(positional) ?? ''}return ;;`] : []
}
