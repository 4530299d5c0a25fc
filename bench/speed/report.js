'use strict'

/** How far each goal is kept: the ratio of the least times, by the wall and by the processor. */
function verdicts(goals, measured) {
  return goals.map((goal) => ({
    words: goal.words,
    wall: ratioOf(goal, measured, 'wall'),
    cpu: ratioOf(goal, measured, 'cpu'),
    memory: measured.get(goal.of).memory / measured.get(goal.to).memory,
    goal: goal.most,
    isLeast: goal.isLeast === true,
  }))
}

function ratioOf({ of, to, sized }, measured, key) {
  const time = (name) => {
    const whole = measured.get(name)[key]
    return sized === undefined ? whole : (whole - measured.get(sized.base)[key]) / sized[name]
  }
  return time(of) / time(to)
}

/** By the wall: that is what is waited for. */
function isKept({ wall, goal, isLeast }) {
  return isLeast ? wall >= goal : wall <= goal
}

function printPart(title, cases, measured, goals) {
  console.log(`\n${title}\n`)
  const rows = cases.map((each) => row(each, measured))
  table([['', 'wall min', 'median', 'cpu min', 'median', 'memory', 'runs', 'each'], ...rows])
  for (const goal of goals) console.log(line(goal))
}

function row({ name, migrations }, measured) {
  const { wall, wallMedian, cpu, cpuMedian, memory, runs } = measured.get(name)
  const times = [wall, wallMedian, cpu, cpuMedian].map((each) => `${each.toFixed(each < 1000 ? 1 : 0)} ms`)
  const each = migrations === undefined ? '' : `${(cpu / migrations).toFixed(2)} ms`
  return [name, ...times, `${memory.toFixed(0)} MB`, String(runs), each]
}

function table(rows) {
  const widths = rows[0].map((_, index) => Math.max(...rows.map((row) => row[index].length)))
  for (const [name, ...cells] of rows) {
    const padded = cells.map((cell, index) => cell.padStart(widths[index + 1]))
    console.log(`  ${[name.padEnd(widths[0]), ...padded].join('  ')}`.trimEnd())
  }
}

function line(goal) {
  const { words, wall, cpu, memory, goal: limit, isLeast } = goal
  const bound = `${isLeast ? 'at least' : 'at most'} ${limit}`
  const ratios = `${wall.toFixed(2)} by the wall, ${cpu.toFixed(2)} by the processor, ${memory.toFixed(2)} in memory`
  return `  ${isKept(goal) ? 'kept    ' : 'NOT KEPT'}  ${words}: ${ratios} (${bound})`
}

module.exports = { isKept, printPart, verdicts }
