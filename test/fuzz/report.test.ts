// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain JavaScript, beside run.js
const { closing } = require('./running/report.js') as {
  readonly closing: (tally: {
    readonly inputs: number
    readonly findings: readonly { readonly number: number }[]
  }) => string
}

/** What `.ci/run` adds up. */
const SUM = /^[0-9]+ passed, [0-9]+ failed$/

test.each([
  [[], '5 passed, 0 failed'],
  [[{ number: 3 }, { number: 3 }], '4 passed, 1 failed'],
  [[{ number: 3 }, { number: 4 }], '3 passed, 2 failed'],
])('the closing line counts inputs, however much is found in one', (findings, line) => {
  expect(closing({ inputs: 5, findings })).toBe(line)
  expect(line).toMatch(SUM)
})
