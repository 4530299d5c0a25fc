'use strict'
/** What reading cannot do without: tree-sitter and its grammar loaded, and each file that is listed in a file parsed. */
const fs = require('node:fs')
const Parser = require('tree-sitter')
const parser = new Parser()
parser.setLanguage(require('tree-sitter-python'))
const [, , list] = process.argv
const files = list === undefined ? [] : fs.readFileSync(list, 'utf8').split('\n').filter(Boolean)
for (const file of files) parser.parse(fs.readFileSync(file, 'utf8'))
