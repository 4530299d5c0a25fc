import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Refusal } from '../core/errors'
import { stringValue, truthy } from '../python/arguments'
import { readBindings } from '../python/read-bindings'
import type { ClassBinding } from '../python/read-bindings'
import { readSource } from './read-source'

/** Where an AppConfig stands, most usual first. */
const CONFIG_FILES = ['apps.py', join('apps', '__init__.py'), '__init__.py']

/**
 * The label that an app's AppConfig gives it: its `label`, else the last part of its `name`
 * (django/apps/config.py). Undefined where there is no AppConfig, or not one that can be told to be the app's.
 * `installed` is INSTALLED_APPS, which may name one of several.
 */
export function readAppLabel(folder: string, installed: readonly string[] = []): string | undefined {
  for (const file of CONFIG_FILES) {
    const config = chooseConfig(configsIn(join(folder, file)), basename(folder), installed)
    const label = config && labelOf(config)
    if (label !== undefined) return label
  }
  return undefined
}

function labelOf({ attributes }: ClassBinding): string | undefined {
  const text = (name: string): string | undefined => stringValue(attributes.get(name)?.())
  return text('label') ?? text('name')?.split('.').at(-1)
}

/** The AppConfig classes of a file; none where it cannot be read: it is not what the user asked about. */
function configsIn(path: string): readonly ClassBinding[] {
  try {
    if (!existsSync(path)) return []
    const file = readSource(path)
    return file.text.includes('AppConfig') ? appConfigs(readBindings(file).classes) : []
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/** Classes that extend an AppConfig, directly or through one of the same file. */
function appConfigs(classes: readonly ClassBinding[]): readonly ClassBinding[] {
  const found: ClassBinding[] = []
  for (const each of classes) {
    const isConfig = each.bases.some(
      (base) => base.endsWith('AppConfig') || found.some((config) => config.name === base.split('.').at(-1)),
    )
    if (isConfig) found.push(each)
  }
  return found
}

/** `AppConfig.create`: the only candidate, else the one that says `default = True`. */
function chooseConfig(
  configs: readonly ClassBinding[],
  folder: string,
  installed: readonly string[],
): ClassBinding | undefined {
  const named = configs.find(({ name }) =>
    installed.some((each) => `.${each}`.endsWith(`.${folder}.apps.${name}`)),
  )
  if (named !== undefined) return named
  const flag = ({ attributes }: ClassBinding): boolean | undefined => {
    const value = attributes.get('default')?.()
    return value && truthy(value)
  }
  const candidates = configs.filter((each) => flag(each) !== false)
  const chosen = candidates.length === 1 ? candidates : candidates.filter((each) => flag(each) === true)
  return chosen.length === 1 ? chosen[0] : undefined
}
