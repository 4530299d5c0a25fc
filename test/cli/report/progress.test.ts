import type { Host } from '../../../src/cli/host'
import { progressOn } from '../../../src/cli/report/progress'
import { NASTY, UNSAFE } from './support'

const bare: Host = {
  cwd: '/',
  user: undefined,
  colours: false,
  out: () => undefined,
  note: () => undefined,
}

/** What is drawn of 200 steps that each take so many milliseconds. */
function drawn(each: number, label = 'shop.0001_initial', columns = 80): readonly string[] {
  const written: string[] = []
  let time = 0
  const host = { ...bare, errorTerminal: { columns, write: (text: string) => void written.push(text) } }
  const progress = progressOn(host, () => time)
  for (let done = 0; done < 200; done++) {
    progress.step(done, 200, label)
    time += each
  }
  progress.end()
  progress.end()
  return written
}

test('what takes its time is shown, and erased once at the end', () => {
  const written = drawn(10)
  expect(written[0]).toBe('\r\u001b[K███░░░░░░░░░░░░░░░░░  30/200 shop.0001_initial')
  expect(written.at(-1)).toBe('\r\u001b[K')
  expect(written.filter((text) => text === '\r\u001b[K')).toHaveLength(1)
  expect(written.length).toBeLessThan(40)
})

test('what is done at once is not', () => {
  expect(drawn(1)).toEqual([])
})

test('nothing is shown where there is no terminal', () => {
  const progress = progressOn(bare)
  expect(() => {
    progress.step(1, 2, 'x')
    progress.end()
  }).not.toThrow()
})

test.each(NASTY)('%j stays in its line', (nasty) => {
  for (const text of drawn(10, nasty.repeat(20), 40)) {
    const line = text.slice('\r\u001b[K'.length)
    expect(UNSAFE.test(line)).toBe(false)
    expect([...line].length).toBeLessThan(40)
  }
})
