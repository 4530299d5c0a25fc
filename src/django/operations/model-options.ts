import { truthy } from '../../python/arguments'
import type { Expression } from '../../python/nodes'
import { readRule } from '../fields/read-field'
import { readSwappableSetting } from '../fields/read-relation'
import type { ModelOptions } from '../state'
import { entriesOf, every, itemsOf, optionalText, together } from './values'

const DEFAULTS: ModelOptions = {
  managed: true,
  proxy: false,
  abstract: false,
  uniqueTogether: [],
  indexTogether: [],
  indexes: [],
  constraints: [],
}

export function wholeOptions(options: Partial<ModelOptions>): ModelOptions {
  return { ...DEFAULTS, ...options }
}

/** Those options of a model's `Meta` that matter to a database; undefined: one of them cannot be read. */
export function readOptions(expression: Expression | undefined): Partial<ModelOptions> | undefined {
  const entries = entriesOf(expression)
  if (entries === undefined) return undefined
  const options: Partial<ModelOptions>[] = []
  for (const [name, value] of entries) {
    const read = OPTION_READERS.get(name)
    const option = read === undefined ? {} : read(value)
    if (option === undefined) return undefined
    options.push(option)
  }
  return Object.assign({}, ...options) as Partial<ModelOptions>
}

type OptionReader = (value: Expression) => Partial<ModelOptions> | undefined

const OPTION_READERS: ReadonlyMap<string, OptionReader> = new Map<string, OptionReader>([
  ['db_table', textOption('dbTable')],
  ['db_table_comment', textOption('dbTableComment')],
  ['swappable', readSwappable],
  ['order_with_respect_to', textOption('orderWithRespectTo')],
  ['managed', flagOption('managed')],
  ['proxy', flagOption('proxy')],
  ['abstract', flagOption('abstract')],
  ['unique_together', togetherOption('uniqueTogether')],
  ['index_together', togetherOption('indexTogether')],
  ['indexes', rulesOption('indexes')],
  ['constraints', rulesOption('constraints')],
])

function readSwappable(value: Expression): Partial<ModelOptions> | undefined {
  const swappable = readSwappableSetting(value)
  return swappable === undefined ? textOption('swappable')(value) : { swappable }
}

function textOption(name: 'dbTable' | 'dbTableComment' | 'swappable' | 'orderWithRespectTo'): OptionReader {
  return (value) => {
    const read = optionalText(value)
    return read && (read.value === undefined ? {} : { [name]: read.value })
  }
}

function flagOption(name: 'managed' | 'proxy' | 'abstract'): OptionReader {
  return (value) => {
    const flag = truthy(value)
    return flag === undefined ? undefined : { [name]: flag }
  }
}

function togetherOption(name: 'uniqueTogether' | 'indexTogether'): OptionReader {
  return (value) => {
    const sets = together(value)
    return sets && { [name]: sets }
  }
}

function rulesOption(name: 'indexes' | 'constraints'): OptionReader {
  return (value) => {
    const items = itemsOf(value)
    const rules = items && every(items, (item) => (item.kind === 'call' ? readRule(item) : undefined))
    return rules && { [name]: rules }
  }
}
