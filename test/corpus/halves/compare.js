'use strict'

/**
 * What differs between a migration that was split and the same one as it was written; `irreversible` where the author made
 * it so. Both are what walk.py prints.
 */
function compare(split, whole) {
  const [overlap, end] = split.forward
  const differences = [
    ...differing('before', whole.start, split.start),
    ...differing('the end', whole.forward[0], end),
    ...differing('the models', whole.models, split.models),
  ]
  if (split.irreversible !== undefined || whole.irreversible !== undefined) {
    const both = split.irreversible !== undefined && whole.irreversible !== undefined
    if (!both) differences.push(`only one can be taken back: ${split.irreversible ?? whole.irreversible}`)
    const [back] = split.back
    return {
      differences: [...differences, ...(back ? differing('back to the overlap', overlap, back) : [])],
      irreversible: true,
    }
  }
  const [toOverlap, toStart] = split.back
  return {
    differences: [
      ...differences,
      ...differing('back to the overlap', overlap, toOverlap),
      // What Django itself leaves behind on the way back is none of ours.
      ...differing('back to before', whole.back[0], toStart),
      ...differing('the overlap again', overlap, split.again[0]),
      ...differing('the end again', whole.again[0], split.again[1]),
    ],
  }
}

/** `- path: value` is expected and missing, `+` is there and should not be; the order of columns does not count. */
function differing(where, expected, actual) {
  const [one, other] = [flat(expected), flat(actual)]
  const lines = []
  for (const key of [...new Set([...one.keys(), ...other.keys()])].sort()) {
    if (one.get(key) === other.get(key)) continue
    if (one.has(key)) lines.push(`${where}: - ${key}: ${one.get(key)}`)
    if (other.has(key)) lines.push(`${where}: + ${key}: ${other.get(key)}`)
  }
  return lines
}

function flat(value, path = '', found = new Map()) {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return found.set(path, JSON.stringify(value))
  for (const [key, inner] of Object.entries(value)) {
    if (key !== 'order') flat(inner, path === '' ? key : `${path}.${key}`, found)
  }
  return found
}

module.exports = { compare }
