/**
 * Says how an output differs from what a page shows of it; undefined where it does not. On the page a line of `...`
 * stands for any lines, and `...` within a line for any text in it. `within`: the page shows a part of it, which may
 * be indented less. `json`: the values count and not how they are laid out.
 */
export function differs(
  output: string,
  shown: string,
  how: { readonly within?: boolean; readonly json?: boolean } = {},
): string | undefined {
  if (how.json === true) return jsonDiffers(output, shown)
  const isThere =
    how.within === true
      ? indentsIn(output).some((indent) => patternOf(shown, indent, true).test(trimmed(output)))
      : patternOf(shown, '', false).test(trimmed(output))
  return isThere ? undefined : `the page shows\n${shown}\nand it is\n${output}`
}

function trimmed(text: string): string {
  return text
    .replace(/\n*$/, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .replace(/^\n$/, '')
}

function indentsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/^ *(?=\S)/gm)].map(([indent]) => indent))]
}

function patternOf(shown: string, indent: string, isPart: boolean): RegExp {
  const lines = trimmed(shown)
    .split('\n')
    .slice(0, -1)
    .map((line) => linePattern(line, indent))
  const whole = lines.join('')
  return isPart ? new RegExp(`^${whole}`, 'm') : new RegExp(`^${whole}$(?![\\s\\S])`)
}

function linePattern(line: string, indent: string): string {
  if (line.trim() === '...') return '(?:.*\\n)*?'
  if (line === '') return '\\n'
  return `${indent}${line.split('...').map(escaped).join('.*?')}\\n`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function jsonDiffers(output: string, shown: string): string | undefined {
  const [is, page] = [JSON.stringify(JSON.parse(output), null, 2), JSON.stringify(JSON.parse(shown), null, 2)]
  return patternOf(`${page}\n`, '', false).test(`${is}\n`)
    ? undefined
    : `the page shows\n${page}\nand it is\n${is}`
}
