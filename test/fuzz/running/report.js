'use strict'

const LINES = Number(process.env.BGSPLIT_FUZZ_LINES ?? 12)

/** Prints what was found, each kind once, and how much was tried; the exit status says whether anything was. */
function report(tally, { seed, seconds }) {
  for (const group of grouped(tally.findings)) {
    const [{ number, name, command, what }] = group
    const others = group.slice(1, 6).map((each) => each.number)
    console.log(
      `\n${group.length} × ${command}: input ${number} (${name}), seed ${seed}; also ${others.join(', ')}`,
    )
    console.log(what.split('\n').slice(0, LINES).join('\n'))
  }
  console.log(`\nkinds: ${counts(tally.kinds)}`)
  console.log(`what the last command on each ended with: ${counts(tally.outcomes)}`)
  for (const line of tally.words) console.log(line)
  const { time, number, name, command } = tally.slowest
  console.log(`slowest: ${command} on input ${number} (${name}), ${(time / 1000).toFixed(1)} s`)
  const parts = tally.seconds.map(([what, took]) => `${what} ${took.toFixed(0)} s`).join(', ')
  const rate = (tally.inputs / seconds).toFixed(0)
  console.log(
    `seed ${seed}: ${tally.inputs} inputs, ${tally.written} written, ${tally.findings.length} findings`,
  )
  console.log(`${seconds.toFixed(0)} s (${parts}), ${rate} inputs a second`)
  console.log(closing(tally))
  process.exitCode = tally.findings.length === 0 ? 0 : 1
}

/** As every runner ends: `.ci/run` adds these lines up. An input with several findings is one that failed. */
function closing({ inputs, findings }) {
  const failed = new Set(findings.map((each) => each.number)).size
  return `${Math.max(0, inputs - failed)} passed, ${failed} failed`
}

/** What is probably the same: where it was thrown. */
function grouped(findings) {
  const groups = new Map()
  for (const each of findings) {
    const signature = signatureOf(each)
    groups.set(signature, [...(groups.get(signature) ?? []), each])
  }
  return groups.values()
}

function signatureOf({ command, what }) {
  const lines = what.split('\n')
  const thrown = lines.find((line) => /^\s+at /.test(line)) ?? ''
  return thrown === '' ? `${command} ${what.slice(0, 60)}` : `${lines[0].slice(0, 60)}${thrown}`
}

function counts(map) {
  const sorted = [...map].sort((one, other) => other[1] - one[1])
  return sorted.map(([key, count]) => `${key} ${count}`).join(', ')
}

module.exports = { closing, report }
