import type { Dialect } from '../core/dialect'
import { stringValue } from '../python/arguments'
import type { Call, Dictionary, Expression } from '../python/nodes'

/** What an engine's module or a URL's scheme is called, and the dialect that it speaks. */
const ENGINES: readonly (readonly [pattern: RegExp, dialect: Dialect])[] = [
  [/postgis|postgres|psql|pgsql|timescale/i, 'postgresql'],
  [/mariadb/i, 'mariadb'],
  [/mysql/i, 'mysql'],
  [/sqlite|spatialite/i, 'sqlite'],
]

/**
 * The dialect of `DATABASES["default"]`: by its ENGINE, by the URL in a call such as
 * `env.db("DATABASE_URL", default="postgres://…")`, else by the one engine that the settings' texts name.
 */
export function dialectOf(databases: Expression | undefined, texts: readonly string[]): Dialect | undefined {
  const database = databases?.kind === 'dict' ? entry(databases, 'default') : databases
  const written =
    database?.kind === 'dict' ? engineDialect(stringValue(entry(database, 'ENGINE'))) : undefined
  if (written !== undefined) return written
  const guessed = (database?.kind === 'call' ? urlDialect(database) : undefined) ?? onlyEngine(texts)
  // What is there where the environment names no other: a file on a developer's machine, not what is deployed to.
  return guessed === 'sqlite' && (database?.kind === 'call' || mayChange(texts)) ? undefined : guessed
}

/** Whether anything but the one assignment of DATABASES, and of what is no engine in it, has to do with it. */
function mayChange(texts: readonly string[]): boolean {
  const mentions = texts.flatMap((text) => [...text.replaceAll(OTHER_KEY, '').matchAll(/\bDATABASES\b/g)])
  return mentions.length > 1
}

/** `DATABASES["default"]["NAME"]`. */
const OTHER_KEY = /\bDATABASES\s*\[[^\]]+\]\s*\[\s*["'](?!ENGINE["'])\w+["']\s*\]/g

function entry(dictionary: Dictionary, name: string): Expression | undefined {
  return dictionary.entries.findLast(([key]) => stringValue(key) === name)?.[1]
}

function engineDialect(engine: string | undefined): Dialect | undefined {
  return engine === undefined ? undefined : ENGINES.find(([pattern]) => pattern.test(engine))?.[1]
}

function urlDialect({ args }: Call): Dialect | undefined {
  for (const { value } of args) {
    const scheme = /^([\w+]+):\/\//.exec(stringValue(value) ?? '')?.[1]
    const dialect = engineDialect(scheme)
    if (dialect !== undefined) return dialect
  }
  return undefined
}

/** Where DATABASES is put together by statements: the engine that they name, if they all name the same. */
function onlyEngine(texts: readonly string[]): Dialect | undefined {
  const engines = texts.flatMap((text) => [...text.matchAll(/["']ENGINE["']\]?\s*[:=]\s*["']([\w.]+)["']/g)])
  const dialects = new Set(engines.map((match) => engineDialect(match[1])))
  return dialects.size === 1 ? [...dialects][0] : undefined
}
