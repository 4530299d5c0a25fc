import { REFS } from './bash'
import { completedCommands, valued } from './words'
import type { Behind, CompletedCommand, CompletedOption } from './words'

/** A script for fish 3.0 and later. */
export function fishScript(): string {
  const commands = completedCommands()
  return `# bgsplit completion fish
function __bgsplit_command
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case ${valued(commands).join(' ')}
                set skip yes
            case '-*'
            case ${commands.map(({ name }) => name).join(' ')}
                echo $word
                return
            case '*'
                echo split
                return
        end
    end
end
function __bgsplit_is
    set -l command (__bgsplit_command)
    test "$command" = "$argv[1]"; or begin
        test -z "$command"; and test "$argv[1]" = split
    end
end
complete -c bgsplit -f
${commands.map(commandLine).join('\n')}
${commands.flatMap(linesOf).join('\n')}
`
}

function commandLine({ name, words }: CompletedCommand): string {
  return `complete -c bgsplit -n 'test -z (__bgsplit_command)' -a ${name} -d ${quoted(words)}`
}

function linesOf(command: CompletedCommand): readonly string[] {
  const { name, positional, options } = command
  const condition = `complete -c bgsplit -n '__bgsplit_is ${name}'`
  const own =
    positional.kind === 'words' ? `${condition} -a ${quoted(positional.words.join(' '))}` : `${condition} -F`
  return [own, ...options.map((option) => `${condition} ${optionWords(option)}`)]
}

function optionWords({ name, words, behind }: CompletedOption): string {
  return `-l ${name.slice(2)}${takes(behind)} -d ${quoted(words)}`
}

function takes(behind: Behind): string {
  switch (behind.kind) {
    case 'nothing':
      return ''
    case 'words':
      return ` -x -a ${quoted(behind.words.join(' '))}`
    case 'ref':
      return ` -x -a "(${REFS})"`
    case 'file':
      return ' -r -F'
    case 'folder':
      return ` -x -a '(__fish_complete_directories)'`
    case 'text':
      return ' -x'
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
