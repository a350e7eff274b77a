import { abbreviations, builtinTypes, laterBuiltinTypes, literalTypes, operators, type Operator } from './itanium-tables.ts'
import {
  argumentPack,
  array,
  expansion,
  forwardReference,
  functionEncoding,
  functionType,
  memberPointer,
  nested,
  Output,
  parameterPack,
  plain,
  pointer,
  qualified,
  reference,
  sequence,
  tagged,
  templateArguments,
  templated,
  unreadable,
  withBase,
  type Node,
  type Precedence,
} from './itanium-nodes.ts'

// One file of more than 400 lines, because it is one grammar whose rules call each other: the Itanium C++ ABI, 5.1
// (https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling).

/** The text of a name that begins with `_Z`; null when it cannot be read. The form is that of LLVM's tools, which toolchains for wasm use. */
export function demangleItanium(mangled: string): string | null {
  const prefix = /^_{1,4}Z/.exec(mangled)
  if (!prefix || mangled.length > maximumName) return null
  try {
    const parser = new ItaniumParser(mangled, prefix[0].length)
    const block = prefix[0].length > 3
    const entity = block ? parser.block() : parser.whole()
    const out = new Output()
    out.print(entity)
    return out.text
  } catch (error) {
    if (error === unreadable) return null
    throw error
  }
}

const maximumName = 1 << 16
const maximumDepth = 300

/** What reading a name finds out about the function that it names. */
interface NameState {
  /** Of a member function: ` const`, ` &`, …. */
  qualifiers: string
  endsWithArguments: boolean
  /** Constructors, destructors and conversions have no result in their mangling. */
  withoutResult: boolean
}

class ItaniumParser {
  private readonly text: string
  private at: number
  private depth = 0
  private readonly substitutions: Node[] = []
  /** Arguments by level: those of the entity first, then those of the lambdas inside. */
  private parameters: (Node[] | null)[] = []
  private forwards: ReturnType<typeof forwardReference>[] = []
  private allowForward = false
  private readArguments = true
  private lambdaLevel = -1
  private synthetic = { type: 0, value: 0, template: 0 }

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  whole(): Node {
    const encoding = this.encoding()
    if (this.at === this.text.length) return encoding
    // What compilers append to clones: `.isra.0`, `.cold`, `.llvm.123`.
    if (this.text[this.at] === '.') return sequence(encoding, ` (${this.text.slice(this.at)})`)
    throw unreadable
  }

  block(): Node {
    const encoding = this.encoding()
    if (!/^_block_invoke(?:_?\d+)?(?:\..*)?$/.test(this.text.slice(this.at))) throw unreadable
    return sequence('invocation function for block in ', encoding)
  }

  private encoding(): Node {
    return this.nest(() => {
      const { parameters } = this
      this.parameters = []
      const node = this.encodingInScope()
      this.parameters = parameters
      return node
    })
  }

  private encodingInScope(): Node {
    const next = this.peek()
    if (next === 'G' || next === 'T') return this.special()
    const state: NameState = { qualifiers: '', endsWithArguments: false, withoutResult: false }
    const firstForward = this.forwards.length
    const name = this.name(state)
    this.resolveForwards(firstForward)
    if (this.atEndOfEncoding()) return name
    let attributes: Node | null = null
    if (this.take('Ua9enable_ifI')) {
      const conditions: Node[] = []
      while (!this.take('E')) conditions.push(this.templateArgument())
      attributes = { left: out => out.print(sequence(' [enable_if:', { left: inner => inner.list(conditions) }, ']')) }
    }
    const result = !state.withoutResult && state.endsWithArguments ? this.type() : null
    const parameters: Node[] = []
    if (!this.take('v'))
      do parameters.push(this.type())
      while (!this.atEndOfEncoding() && this.peek() !== 'Q')
    const constraint = this.take('Q') ? this.expression() : null
    return functionEncoding(result, name, { parameters, qualifiers: state.qualifiers }, attributes, constraint)
  }

  private atEndOfEncoding(): boolean {
    const next = this.peek()
    return next === '' || next === 'E' || next === '.' || next === '_'
  }

  private resolveForwards(from: number): void {
    for (const { forward } of this.forwards.splice(from)) {
      const argument = this.parameters[0]?.[forward.index]
      if (!argument) throw unreadable
      forward.argument = argument
    }
  }

  private special(): Node {
    const code = this.next() + this.next()
    const prefixed = specialTypes.get(code)
    if (prefixed) return sequence(prefixed, this.type())
    switch (code) {
      case 'TA':
        return sequence('template parameter object for ', this.templateArgument())
      case 'TC': {
        const complete = this.type()
        this.number()
        if (!this.take('_')) throw unreadable
        return sequence('construction vtable for ', this.type(), '-in-', complete)
      }
      case 'TH':
        return sequence('thread-local initialization routine for ', this.name(null))
      case 'TW':
        return sequence('thread-local wrapper routine for ', this.name(null))
      case 'Tc':
        this.callOffset()
        this.callOffset()
        return sequence('covariant return thunk to ', this.encoding())
      case 'Th':
      case 'Tv':
        this.at--
        this.callOffset()
        return sequence(code === 'Th' ? 'non-virtual thunk to ' : 'virtual thunk to ', this.encoding())
      case 'GV':
        return sequence('guard variable for ', this.name(null))
      case 'GR': {
        const name = this.name(null)
        const numbered = this.sequenceNumber() !== null
        if (!this.take('_') && numbered) throw unreadable
        return sequence('reference temporary for ', name)
      }
      case 'GI':
        return sequence('initializer for module ', this.modules())
      default:
        throw unreadable
    }
  }

  private callOffset(): void {
    const virtual = !this.take('h')
    if (virtual && !this.take('v')) throw unreadable
    this.number()
    if (!this.take('_')) throw unreadable
    if (!virtual) return
    this.number()
    if (!this.take('_')) throw unreadable
  }

  private name(state: NameState | null): Node {
    return this.nest(() => {
      if (this.take('N')) return this.nestedName(state)
      if (this.take('Z')) return this.localName(state)
      let name: Node
      let substituted = false
      if (this.peek() === 'S' && this.text[this.at + 1] !== 't') {
        name = this.substitution()
        substituted = true
        if (this.peek() === 'W') {
          name = this.unqualifiedName(state, null, this.moduleOf(name))
          substituted = false
        }
      } else name = this.unscopedName(state)
      if (this.peek() !== 'I') {
        if (substituted) throw unreadable
        return name
      }
      if (!substituted) this.substitutions.push(name)
      const given = this.templateArguments(state !== null)
      if (state) state.endsWithArguments = true
      return templated(name, given)
    })
  }

  private unscopedName(state: NameState | null): Node {
    const std = this.take('St') ? plain('std') : null
    return this.unqualifiedName(state, std, null)
  }

  private nestedName(state: NameState | null): Node {
    if (!this.take('H')) {
      const qualifiers = this.qualifiers()
      const reference = this.take('O') ? ' &&' : this.take('R') ? ' &' : ''
      if (state) state.qualifiers = qualifiers + reference
    }
    let scope: Node | null = null
    while (!this.take('E')) {
      if (state) state.endsWithArguments = false
      const next = this.peek()
      if (next === 'T') {
        if (scope) throw unreadable
        scope = this.templateParameter()
      } else if (next === 'I') {
        if (!scope) throw unreadable
        scope = templated(scope, this.templateArguments(state !== null))
        if (state) state.endsWithArguments = true
      } else if (next === 'M') {
        // Stands behind a data member whose initialiser holds what follows.
        if (!scope) throw unreadable
        this.at++
        continue
      } else if (next === 'D' && /[tT]/.test(this.text[this.at + 1] ?? '')) {
        if (scope) throw unreadable
        scope = this.decltype()
      } else if (next === 'S') {
        if (this.text[this.at + 1] === 't') {
          this.at += 2
          if (scope) throw unreadable
          scope = this.unqualifiedName(state, plain('std'), null)
        } else {
          const found = this.substitution()
          if (this.peek() === 'W') scope = this.unqualifiedName(state, scope, this.moduleOf(found))
          else if (scope) throw unreadable
          else {
            scope = found
            continue
          }
        }
      } else scope = this.unqualifiedName(state, scope, null)
      this.substitutions.push(scope)
    }
    if (!scope || this.substitutions.length === 0) throw unreadable
    this.substitutions.pop()
    return scope
  }

  private localName(state: NameState | null): Node {
    const encoding = this.encoding()
    if (!this.take('E')) throw unreadable
    if (this.take('s')) {
      this.discriminator()
      return nested(encoding, plain('string literal'))
    }
    // Parameters of a generic lambda inside are its own, not those of the name around it.
    const saved = this.parameters
    this.parameters = []
    const defaulted = this.take('d')
    if (defaulted) {
      this.optionalDigits()
      if (!this.take('_')) throw unreadable
    }
    const entity = this.name(state)
    if (!state) this.parameters = saved
    if (!defaulted) this.discriminator()
    return nested(encoding, entity)
  }

  private discriminator(): void {
    const found = /^(?:_\d|__\d+_|\d+$)/.exec(this.text.slice(this.at, this.at + 20))
    if (found) this.at += found[0].length
  }

  private unqualifiedName(state: NameState | null, scope: Node | null, module: Node | null): Node {
    if (this.peek() === 'W') module = this.modules()
    const friend = scope !== null && this.take('F')
    this.take('L')
    const next = this.peek()
    let name: Node
    if (isDigit(next)) name = this.sourceName()
    else if (next === 'U') name = this.unnamedType(state)
    else if (this.take('DC')) name = this.structuredBinding()
    else if (next === 'C' || (next === 'D' && !operators.has(this.text.slice(this.at, this.at + 2)))) {
      if (!scope || module) throw unreadable
      const expanded = scope.expanded ?? scope
      name = this.constructorName(state, expanded)
      scope = expanded
    } else name = this.operatorName(state)
    if (module) {
      const { baseName = '' } = name
      name = { ...sequence(name, '@', module), baseName }
    }
    while (this.take('B')) name = tagged(name, this.identifier())
    if (friend) name = { ...sequence('friend ', name), baseName: name.baseName ?? '' }
    return scope ? nested(scope, name) : name
  }

  private modules(): Node {
    let module: Node | null = null
    while (this.take('W')) module = this.moduleOf(module, true)
    if (!module) throw unreadable
    return module
  }

  private moduleOf(parent: Node | null, taken = false): Node {
    if (!taken && !this.take('W')) throw unreadable
    const partition = this.take('P')
    const own = this.sourceName()
    const module = parent || partition ? sequence(parent ?? '', partition ? ':' : '.', own) : own
    this.substitutions.push(module)
    return module
  }

  private structuredBinding(): Node {
    const names: Node[] = []
    do names.push(this.sourceName())
    while (!this.take('E'))
    return sequence('[', { left: out => out.list(names) }, ']')
  }

  private constructorName(state: NameState | null, scope: Node): Node {
    const destructor = this.next() === 'D'
    const inherited = !destructor && this.take('I')
    if (!/[0-5]/.test(this.next())) throw unreadable
    if (state) state.withoutResult = true
    if (inherited) this.name(state)
    return sequence(destructor ? '~' : '', scope.baseName ?? '')
  }

  private unnamedType(state: NameState | null): Node {
    if (state) state.withoutResult = false
    if (this.take('Ut')) return plain(`'unnamed${this.count()}'`)
    if (this.take('Ub')) {
      this.count()
      return plain(`'block-literal'`)
    }
    if (!this.take('Ul')) throw unreadable
    const saved = { parameters: this.parameters, level: this.lambdaLevel, synthetic: this.synthetic }
    this.lambdaLevel = 0
    this.synthetic = { type: 0, value: 0, template: 0 }
    const own: Node[] = []
    // Template parameters in a closure are those of the lambda; what is around it was put in already.
    this.parameters = [own]
    const declared: Node[] = []
    while (this.peek() === 'T' && /[yptnk]/.test(this.text[this.at + 1] ?? '')) declared.push(this.templateParameterDeclaration(own))
    // Without declared parameters, those of the types below are `auto`.
    if (declared.length === 0) this.parameters = []
    const before = this.take('Q') ? this.expression() : null
    const types: Node[] = []
    if (!this.take('v'))
      do types.push(this.type())
      while (this.peek() !== 'E' && this.peek() !== 'Q')
    const after = this.take('Q') ? this.expression() : null
    if (!this.take('E')) throw unreadable
    const count = this.count()
    this.parameters = saved.parameters
    this.lambdaLevel = saved.level
    this.synthetic = saved.synthetic
    return {
      left: out => {
        out.write(`'lambda${count}'`)
        if (declared.length > 0) out.angled(() => out.list(declared))
        if (before) out.print(sequence(' requires ', before, ' '))
        out.parenthesised(() => out.list(types))
        if (after) out.print(sequence(' requires ', after))
      },
    }
  }

  private templateParameterDeclaration(own: Node[]): Node {
    const declare = (kind: 'type' | 'value' | 'template', prefix: string) => {
      const index = this.synthetic[kind]++
      const name = plain(prefix + (index === 0 ? '' : String(index - 1)))
      own.push(name)
      return name
    }
    if (this.take('Ty')) return declaration(plain('typename'), declare('type', '$T'))
    if (this.take('Tk')) return declaration(this.name(null), declare('type', '$T'))
    if (this.take('Tn')) {
      const name = declare('value', '$N')
      return declaration(this.type(), name)
    }
    if (this.take('Tt')) {
      const name = declare('template', '$TT')
      const inner: Node[] = []
      const declared: Node[] = []
      while (!this.take('E')) declared.push(this.templateParameterDeclaration(inner))
      return declaration(sequence('template', templateArguments(declared), ' typename'), name)
    }
    if (!this.take('Tp')) throw unreadable
    const each = this.templateParameterDeclaration(own)
    return { left: out => (out.left(each), out.write('...')), right: out => out.right(each) }
  }

  private operatorName(state: NameState | null): Node {
    if (this.take('cv')) {
      const saved = { readArguments: this.readArguments, allowForward: this.allowForward }
      this.readArguments = false
      this.allowForward ||= state !== null
      const type = this.type()
      Object.assign(this, saved)
      if (state) state.withoutResult = true
      return sequence('operator ', type)
    }
    if (this.take('li')) return sequence('operator"" ', this.sourceName())
    if (this.peek() === 'v' && isDigit(this.text[this.at + 1] ?? '')) {
      this.at += 2
      return sequence('operator ', this.sourceName())
    }
    const operator = operators.get(this.text.slice(this.at, this.at + 2))
    if (!operator || operator.form === 'cast' || operator.form === 'of' || operator.symbol === '.' || operator.symbol === '.*')
      throw unreadable
    this.at += 2
    return plain(`operator${/^[a-z]/.test(operator.symbol) ? ' ' : ''}${operator.symbol}`)
  }

  private sourceName(): Node {
    const name = this.identifier()
    return plain(name.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : name)
  }

  private identifier(): string {
    const length = Number(this.digits())
    if (length === 0 || length > this.text.length - this.at) throw unreadable
    this.at += length
    return this.text.slice(this.at - length, this.at)
  }

  private type(): Node {
    return this.nest(() => {
      const builtin = builtinTypes.get(this.peek())
      if (builtin !== undefined) {
        this.at++
        return plain(builtin)
      }
      const { node, keep } = this.compoundType()
      if (keep) this.substitutions.push(node)
      return node
    })
  }

  /** `keep`: whether the type can be substituted later. */
  private compoundType(): { node: Node; keep: boolean } {
    const kept = (node: Node) => ({ node, keep: true })
    switch (this.peek()) {
      case 'r':
      case 'V':
      case 'K': {
        const start = this.at
        const qualifiers = this.qualifiers()
        if (this.atFunctionType()) {
          this.at = start
          return kept(this.functionType())
        }
        return kept(qualified(this.type(), qualifiers))
      }
      case 'U':
        return kept(this.vendorQualified())
      case 'u': {
        this.at++
        const name = this.identifier()
        if (!this.take('I')) return kept(plain(name))
        const of = this.type()
        if (!this.take('E')) throw unreadable
        return kept(sequence(`${name}(`, of, ')'))
      }
      case 'D':
        return this.typeBehindD()
      case 'F':
        return kept(this.functionType())
      case 'A':
        return kept(this.arrayType())
      case 'M': {
        this.at++
        const of = this.type()
        return kept(memberPointer(of, this.type()))
      }
      case 'T': {
        const elaborated = elaborations.get(this.text[this.at + 1] ?? '')
        if (elaborated !== undefined) {
          this.at += 2
          return kept(sequence(elaborated, this.name(null)))
        }
        const parameter = this.templateParameter()
        if (!this.readArguments || this.peek() !== 'I') return kept(parameter)
        this.substitutions.push(parameter)
        return kept(templated(parameter, this.templateArguments(false)))
      }
      case 'P':
        this.at++
        return kept(pointer(this.type()))
      case 'R':
      case 'O':
        return kept(this.next() === 'R' ? reference(this.type(), false) : reference(this.type(), true))
      case 'C':
      case 'G':
        return kept(this.next() === 'C' ? sequence(this.type(), ' complex') : sequence(this.type(), ' imaginary'))
      case 'S':
        return this.text[this.at + 1] === 't' ? kept(this.name(null)) : this.substitutedType()
      default:
        return kept(this.name(null))
    }
  }

  private substitutedType(): { node: Node; keep: boolean } {
    const node = this.substitution()
    if (this.peek() === 'W') return { node: this.withArguments(this.unqualifiedName(null, null, this.moduleOf(node))), keep: true }
    if (!this.readArguments || this.peek() !== 'I') return { node, keep: false }
    return { node: templated(node, this.templateArguments(false)), keep: true }
  }

  private withArguments(name: Node): Node {
    if (this.peek() !== 'I') return name
    this.substitutions.push(name)
    return templated(name, this.templateArguments(false))
  }

  private typeBehindD(): { node: Node; keep: boolean } {
    const code = this.text[this.at + 1] ?? ''
    const builtin = laterBuiltinTypes.get(code)
    if (builtin !== undefined) {
      this.at += 2
      return { node: plain(builtin), keep: false }
    }
    switch (code) {
      case 'F': {
        this.at += 2
        const bits = this.digits()
        if (this.take('b')) return { node: plain('std::bfloat16_t'), keep: false }
        if (this.take('x')) return { node: plain(`_Float${bits}x`), keep: false }
        if (!this.take('_')) throw unreadable
        return { node: plain(`_Float${bits}`), keep: false }
      }
      case 'B':
      case 'U': {
        this.at += 2
        const bits = isDigit(this.peek()) ? plain(this.digits()) : this.expression()
        if (!this.take('_')) throw unreadable
        return { node: sequence(code === 'U' ? 'unsigned ' : '', '_BitInt(', bits, ')'), keep: false }
      }
      case 'k':
      case 'K':
        this.at += 2
        return { node: sequence(this.name(null), code === 'k' ? ' auto' : ' decltype(auto)'), keep: false }
      case 'p':
        this.at += 2
        return { node: expansion(this.type()), keep: true }
      case 't':
      case 'T':
        return { node: this.decltype(), keep: true }
      case 'v':
        return { node: this.vectorType(), keep: true }
      default:
        if (this.atFunctionType()) return { node: this.functionType(), keep: true }
        return { node: this.name(null), keep: true }
    }
  }

  private atFunctionType(): boolean {
    return this.peek() === 'F' || (this.peek() === 'D' && /[oOwx]/.test(this.text[this.at + 1] ?? ''))
  }

  private functionType(): Node {
    let qualifiers = this.qualifiers()
    let exceptions: Node | null = null
    if (this.take('Do')) exceptions = plain('noexcept')
    else if (this.take('DO')) {
      exceptions = sequence('noexcept(', this.expression(), ')')
      if (!this.take('E')) throw unreadable
    } else if (this.take('Dw')) {
      const types: Node[] = []
      while (!this.take('E')) types.push(this.type())
      exceptions = sequence('throw(', { left: out => out.list(types) }, ')')
    }
    this.take('Dx')
    if (!this.take('F')) throw unreadable
    this.take('Y')
    const result = this.type()
    const parameters: Node[] = []
    while (!this.take('E')) {
      if (this.take('v')) continue
      if (this.take('RE')) {
        qualifiers += ' &'
        break
      }
      if (this.take('OE')) {
        qualifiers += ' &&'
        break
      }
      parameters.push(this.type())
    }
    return functionType(result, { parameters, qualifiers, exceptions })
  }

  private arrayType(): Node {
    this.at++
    let size: Node | null = null
    if (isDigit(this.peek())) size = plain(this.digits())
    else if (this.peek() !== '_') size = this.expression()
    if (!this.take('_')) throw unreadable
    return array(this.type(), size)
  }

  private vectorType(): Node {
    this.at += 2
    let size: Node | string = ''
    if (isDigit(this.peek())) {
      size = this.digits()
      if (!this.take('_')) throw unreadable
      if (this.take('p')) return plain(`pixel vector[${size}]`)
    } else {
      if (this.peek() !== '_') size = this.expression()
      if (!this.take('_')) throw unreadable
    }
    return sequence(this.type(), ' vector[', size, ']')
  }

  private vendorQualified(): Node {
    this.at++
    const qualifier = this.identifier()
    const given = this.readArguments && this.peek() === 'I' ? this.templateArguments(false) : ''
    return sequence(this.type(), ` ${qualifier}`, given)
  }

  private decltype(): Node {
    this.at += 2
    const expression = this.expression()
    if (!this.take('E')) throw unreadable
    return { left: out => (out.write('decltype'), out.parenthesised(() => out.print(expression))) }
  }

  private qualifiers(): string {
    const restrict = this.take('r') ? ' restrict' : ''
    const volatile = this.take('V') ? ' volatile' : ''
    const constant = this.take('K') ? ' const' : ''
    return constant + volatile + restrict
  }

  private substitution(): Node {
    if (!this.take('S')) throw unreadable
    const abbreviation = abbreviations.get(this.peek())
    if (abbreviation) {
      this.at++
      const { short, full, base } = abbreviation
      let node: Node = { ...withBase(short, base), expanded: withBase(full, base) }
      if (this.peek() === 'B') {
        while (this.take('B')) node = tagged(node, this.identifier())
        this.substitutions.push(node)
      }
      return node
    }
    const index = this.take('_') ? 0 : (this.sequenceNumber() ?? NaN) + 1
    if (index > 0 && !this.take('_')) throw unreadable
    const found = this.substitutions[index]
    if (!found) throw unreadable
    return found
  }

  private templateParameter(): Node {
    if (!this.take('T')) throw unreadable
    let level = 0
    if (this.take('L')) {
      level = Number(this.digits()) + 1
      if (!this.take('_')) throw unreadable
    }
    let index = 0
    if (!this.take('_')) {
      index = Number(this.digits()) + 1
      if (!this.take('_')) throw unreadable
    }
    if (this.allowForward && level === 0) {
      const node = forwardReference(index)
      this.forwards.push(node)
      return node
    }
    const found = this.parameters[level]?.[index]
    if (found) return found
    if (this.lambdaLevel === level && level <= this.parameters.length) {
      if (level === this.parameters.length) this.parameters = [...this.parameters, null]
      return plain('auto')
    }
    throw unreadable
  }

  /** `ofEntity`: whether template parameters further on mean these arguments. */
  private templateArguments(ofEntity: boolean): Node {
    if (!this.take('I')) throw unreadable
    // Arguments can refer to those before them.
    const own: Node[] = []
    if (ofEntity) this.parameters = [own]
    const given: Node[] = []
    while (!this.take('E')) {
      if (this.take('Q')) {
        // What the arguments have to fulfil; it is not repeated in the text.
        this.expression()
        continue
      }
      const argument = this.templateArgument()
      given.push(argument)
      own.push(argument.items ? parameterPack(argument.items) : argument)
    }
    return templateArguments(given)
  }

  private templateArgument(): Node {
    return this.nest(() => {
      switch (this.peek()) {
        case 'X': {
          this.at++
          const expression = this.expression()
          if (!this.take('E')) throw unreadable
          return expression
        }
        case 'J': {
          this.at++
          const items: Node[] = []
          while (!this.take('E')) items.push(this.templateArgument())
          return argumentPack(items)
        }
        case 'L':
          if (this.text[this.at + 1] === 'Z') {
            this.at += 2
            const encoding = this.encoding()
            if (!this.take('E')) throw unreadable
            return encoding
          }
          return this.literal()
        case 'T':
          if (/[yptnk]/.test(this.text[this.at + 1] ?? '')) {
            // How the template declares the parameter; the argument follows.
            this.templateParameterDeclaration([])
            return this.templateArgument()
          }
          return this.type()
        default:
          return this.type()
      }
    })
  }

  private literal(): Node {
    if (!this.take('L')) throw unreadable
    const code = this.peek()
    const suffix = literalTypes.get(code)
    if (suffix !== undefined) {
      this.at++
      return this.integerLiteral(suffix)
    }
    switch (code) {
      case 'b':
        if (this.take('b0E')) return plain('false')
        if (this.take('b1E')) return plain('true')
        throw unreadable
      case 'f':
        return this.floatLiteral('f', 8)
      case 'd':
        return this.floatLiteral('d', 16)
      case 'e':
        return this.floatLiteral('e', 32)
      case '_':
        if (this.take('_Z')) {
          const encoding = this.encoding()
          if (this.take('E')) return encoding
        }
        throw unreadable
      case 'A': {
        const type = this.type()
        if (!this.take('E')) throw unreadable
        return sequence('"<', type, '>"')
      }
      case 'D':
        if (this.take('Dn')) {
          this.take('0')
          if (this.take('E')) return plain('nullptr')
        }
        throw unreadable
      case 'U': {
        if (this.text[this.at + 1] !== 'l') throw unreadable
        const lambda = this.unnamedType(null)
        if (!this.take('E')) throw unreadable
        // Without its quotes: the lambda itself, not its type.
        return sequence('[]', closureParameters(lambda), '{...}')
      }
      case 'T':
        throw unreadable
      default: {
        const type = this.type()
        const negative = this.take('n')
        const value = this.digits()
        if (!this.take('E')) throw unreadable
        return sequence('(', type, `)${negative ? '-' : ''}${value}`)
      }
    }
  }

  private integerLiteral(suffix: string): Node {
    const value = (this.take('n') ? '-' : '') + this.digits()
    if (!this.take('E')) throw unreadable
    return plain(suffix.length > 3 ? `(${suffix})${value}` : value + suffix)
  }

  private floatLiteral(code: 'f' | 'd' | 'e', length: number): Node {
    const found = new RegExp(`^${code}([0-9a-f]{1,${length}})E`).exec(this.text.slice(this.at, this.at + length + 2))
    if (!found) throw unreadable
    this.at += found[0].length
    return plain(floatText(code, found[1]!))
  }

  private expression(): Node {
    return this.nest(() => this.anyExpression())
  }

  private anyExpression(): Node {
    const global = this.take('gs')
    const code = this.text.slice(this.at, this.at + 2)
    const operator = operators.get(code)
    if (operator) {
      this.at += 2
      return this.operatorExpression(code, operator, global)
    }
    switch (this.peek()) {
      case 'L':
        return this.literal()
      case 'T':
        return this.templateParameter()
      case 'f':
        if (code === 'fp' || (code === 'fL' && isDigit(this.text[this.at + 2] ?? ''))) return this.functionParameter()
        return this.fold()
    }
    switch (code) {
      case 'il':
        this.at += 2
        return this.initialiserList(null)
      case 'tl': {
        this.at += 2
        const type = this.type()
        return this.initialiserList(type)
      }
      case 'nx': {
        this.at += 2
        const operand = this.expression()
        return { left: out => (out.write('noexcept '), out.parenthesised(() => out.operand(operand))), precedence: 'unary' }
      }
      case 'so': {
        this.at += 2
        return this.subobject()
      }
      case 'sp':
        this.at += 2
        return expansion(this.expression())
      case 'sZ': {
        this.at += 2
        const operand = this.peek() === 'T' ? this.templateParameter() : this.functionParameter()
        return { left: out => (out.write('sizeof...'), out.parenthesised(() => out.print(expansion(operand)))), precedence: 'unary' }
      }
      case 'sP': {
        this.at += 2
        const given: Node[] = []
        while (!this.take('E')) given.push(this.templateArgument())
        return { left: out => (out.write('sizeof... '), out.parenthesised(() => out.list(given))), precedence: 'unary' }
      }
      case 'tw': {
        this.at += 2
        const thrown = this.expression()
        return sequence('throw ', thrown)
      }
      case 'tr':
        this.at += 2
        return plain('throw')
      case 'rq':
      case 'rQ':
        return this.requires()
    }
    if (this.peek() === 'u') {
      this.at++
      const name = this.sourceName()
      const uuid = this.text.startsWith('8__uuidof', this.at - 9)
      const given: Node[] = []
      if (uuid && this.take('t')) given.push(this.type())
      else if (uuid && this.take('z')) given.push(this.expression())
      else while (!this.take('E')) given.push(this.templateArgument())
      return call(name, given)
    }
    return this.unresolvedName(global)
  }

  private operatorExpression(code: string, { form, symbol, precedence }: Operator, global: boolean): Node {
    switch (form) {
      case 'binary': {
        const left = this.expression()
        return binary(left, symbol, this.expression(), precedence)
      }
      case 'prefix': {
        const operand = this.expression()
        return { left: out => (out.write(symbol), out.operand(operand, precedence)), precedence }
      }
      case 'postfix': {
        // With an underscore the operator stands before its operand.
        const before = this.take('_')
        const operand = this.expression()
        if (before) return { left: out => (out.write(symbol), out.operand(operand, 'unary')), precedence: 'unary' }
        return { left: out => (out.operand(operand, precedence, true), out.write(symbol)), precedence }
      }
      case 'subscript': {
        const base = this.expression()
        const index = this.expression()
        return {
          left: out => {
            out.operand(base, precedence)
            out.write('[')
            out.operand(index)
            out.write(']')
          },
          precedence,
        }
      }
      case 'member': {
        const left = this.expression()
        const right = this.expression()
        return {
          left: out => {
            out.operand(left, precedence, true)
            out.write(symbol)
            out.operand(right, precedence, false)
          },
          precedence,
        }
      }
      case 'cast': {
        const type = this.type()
        const operand = this.expression()
        return {
          left: out => {
            out.write(symbol)
            out.angled(() => out.print(type))
            out.parenthesised(() => out.operand(operand))
          },
          precedence,
        }
      }
      case 'call': {
        const callee = this.expression()
        const given: Node[] = []
        while (!this.take('E')) given.push(this.expression())
        return call(code === 'cp' ? sequence('(', callee, ')') : callee, given)
      }
      case 'conversion': {
        const saved = this.readArguments
        this.readArguments = false
        const type = this.type()
        this.readArguments = saved
        const given: Node[] = []
        if (this.take('_')) while (!this.take('E')) given.push(this.expression())
        else given.push(this.expression())
        return {
          left: out => {
            out.parenthesised(() => out.print(type))
            out.parenthesised(() => out.list(given))
          },
          precedence,
        }
      }
      case 'conditional': {
        const condition = this.expression()
        const yes = this.expression()
        const no = this.expression()
        return {
          left: out => {
            out.operand(condition, precedence)
            out.write(' ? ')
            out.operand(yes)
            out.write(' : ')
            out.operand(no, 'assignment', true)
          },
          precedence,
        }
      }
      case 'of': {
        const operand = code === 'st' || code === 'at' || code === 'ti' ? this.type() : this.expression()
        return { left: out => (out.write(symbol), out.parenthesised(() => out.operand(operand))), precedence }
      }
      case 'new':
        return this.newExpression(symbol, global)
      case 'delete': {
        const operand = this.expression()
        return { left: out => (out.write(`${global ? '::' : ''}${symbol} `), out.operand(operand, 'cast')), precedence }
      }
      case 'named':
        throw unreadable
    }
  }

  private newExpression(symbol: string, global: boolean): Node {
    const placement: Node[] = []
    while (!this.take('_')) placement.push(this.expression())
    const type = this.type()
    const initialised = this.take('pi')
    const given: Node[] = []
    while (!this.take('E')) {
      if (!initialised) throw unreadable
      given.push(this.expression())
    }
    return {
      left: out => {
        out.write((global ? '::' : '') + symbol)
        if (placement.length > 0) {
          out.write(' ')
          out.parenthesised(() => out.list(placement))
        }
        out.write(' ')
        out.print(type)
        if (initialised) out.parenthesised(() => out.list(given))
      },
      precedence: 'unary',
    }
  }

  private functionParameter(): Node {
    if (this.take('fpT')) return plain('this')
    if (!this.take('fp')) {
      if (!this.take('fL')) throw unreadable
      this.digits()
      if (!this.take('p')) throw unreadable
    }
    this.qualifiers()
    return plain(`fp${this.count()}`)
  }

  private fold(): Node {
    const found = /^f([lrLR])(..)/.exec(this.text.slice(this.at, this.at + 4))
    const operator = found && operators.get(found[2]!)
    if (!found || !operator || (operator.form !== 'binary' && operator.form !== 'member')) throw unreadable
    this.at += 4
    const left = found[1] === 'l' || found[1] === 'L'
    const first = this.expression()
    const second = /[LR]/.test(found[1]!) ? this.expression() : null
    // A left fold has its initial value first, in the mangling too.
    const [pack, initial] = left && second ? [second, first] : [first, second]
    return {
      left: out =>
        out.parenthesised(() => {
          const printPack = () => out.parenthesised(() => out.print(expansion(pack)))
          if (!left || initial) {
            if (left) out.operand(initial!, 'cast', true)
            else printPack()
            out.write(` ${operator.symbol} `)
          }
          out.write('...')
          if (left || initial) {
            out.write(` ${operator.symbol} `)
            if (left) printPack()
            else out.operand(initial!, 'cast', true)
          }
        }),
    }
  }

  private initialiserList(type: Node | null): Node {
    const items: Node[] = []
    while (!this.take('E')) items.push(this.bracedExpression())
    return {
      left: out => {
        if (type) out.print(type)
        out.write('{')
        out.list(items)
        out.write('}')
      },
    }
  }

  private bracedExpression(): Node {
    return this.nest(() => {
      let target: Node
      if (this.take('di')) target = sequence('.', this.sourceName())
      else if (this.take('dx')) target = sequence('[', this.expression(), ']')
      else if (this.take('dX')) {
        const from = this.expression()
        target = sequence('[', from, ' ... ', this.expression(), ']')
      } else return this.expression()
      const chained = /^d[ixX]/.test(this.text.slice(this.at, this.at + 2))
      return sequence(target, chained ? '' : ' = ', this.bracedExpression())
    })
  }

  private subobject(): Node {
    const type = this.type()
    const expression = this.expression()
    const offset = /^n?\d+/.exec(this.text.slice(this.at, this.at + 24))?.[0] ?? ''
    this.at += offset.length
    while (this.take('_')) this.optionalDigits()
    this.take('p')
    if (!this.take('E')) throw unreadable
    return sequence(expression, '.<', type, ` at offset ${offset === '' ? '0' : offset.replace('n', '-')}>`)
  }

  private requires(): Node {
    const withParameters = this.text[this.at + 1] === 'Q'
    this.at += 2
    const parameters: Node[] = []
    if (withParameters) {
      while (!this.take('_')) {
        if (this.take('v')) continue
        parameters.push(this.type())
      }
    }
    const requirements: (Node | string)[] = []
    while (!this.take('E')) {
      if (this.take('X')) {
        const expression = this.expression()
        const noexcept = this.take('N')
        const result = this.take('R') ? this.name(null) : null
        const braced = noexcept || result
        requirements.push(' ', ...(braced ? ['{'] : []), expression, ...(braced ? ['}'] : []))
        if (noexcept) requirements.push(' noexcept')
        if (result) requirements.push(' -> ', result)
        requirements.push(';')
      } else if (this.take('T')) requirements.push(' typename ', this.type(), ';')
      else if (this.take('Q')) requirements.push(' requires ', this.expression(), ';')
      else throw unreadable
    }
    return {
      left: out => {
        out.write('requires')
        if (withParameters) {
          out.write(' ')
          out.parenthesised(() => out.list(parameters))
        }
        out.write(' {')
        out.print(sequence(...requirements))
        out.write(' }')
      },
    }
  }

  /** A name that depends on template arguments: `sr`, `on`, `dn`, or simply a name. */
  private unresolvedName(global: boolean): Node {
    let scope: Node | null = null
    if (this.take('srN')) {
      scope = this.unresolvedType()
      if (this.peek() === 'I') scope = templated(scope, this.templateArguments(false))
      while (!this.take('E')) scope = nested(scope, this.simpleName())
    } else if (this.take('sr')) {
      if (isDigit(this.peek())) {
        do {
          const name = this.simpleName()
          scope = scope ? nested(scope, name) : global ? sequence('::', name) : name
        } while (!this.take('E'))
      } else {
        scope = this.unresolvedType()
        if (this.peek() === 'I') scope = templated(scope, this.templateArguments(false))
      }
    }
    const name = this.baseUnresolvedName()
    if (scope) return nested(scope, name)
    return global ? sequence('::', name) : name
  }

  private unresolvedType(): Node {
    if (this.peek() === 'T') {
      const parameter = this.templateParameter()
      this.substitutions.push(parameter)
      return parameter
    }
    if (this.peek() === 'D') {
      const type = this.decltype()
      this.substitutions.push(type)
      return type
    }
    return this.substitution()
  }

  private baseUnresolvedName(): Node {
    if (isDigit(this.peek())) return this.simpleName()
    if (this.take('dn')) return sequence('~', isDigit(this.peek()) ? this.simpleName() : this.unresolvedType())
    this.take('on')
    const operator = this.operatorName(null)
    return this.peek() === 'I' ? templated(operator, this.templateArguments(false)) : operator
  }

  private simpleName(): Node {
    const name = this.sourceName()
    return this.peek() === 'I' ? templated(name, this.templateArguments(false)) : name
  }

  /** A count that is left out for the first: ``, `0`, `1`, … */
  private count(): string {
    const digits = this.optionalDigits()
    if (!this.take('_')) throw unreadable
    return digits
  }

  private number(): void {
    this.take('n')
    this.digits()
  }

  private digits(): string {
    const digits = this.optionalDigits()
    if (digits === '') throw unreadable
    return digits
  }

  private optionalDigits(): string {
    const start = this.at
    while (isDigit(this.peek())) this.at++
    return this.text.slice(start, this.at)
  }

  /** In base 36 with capitals; null when there is none. */
  private sequenceNumber(): number | null {
    const found = /^[0-9A-Z]+/.exec(this.text.slice(this.at, this.at + 12))
    if (!found) return null
    this.at += found[0].length
    return parseInt(found[0], 36)
  }

  private peek(): string {
    return this.text[this.at] ?? ''
  }

  private next(): string {
    if (this.at >= this.text.length) throw unreadable
    return this.text[this.at++]!
  }

  private take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false
    this.at += expected.length
    return true
  }

  private nest<Result>(work: () => Result): Result {
    if (++this.depth > maximumDepth) throw unreadable
    const result = work()
    this.depth--
    return result
  }
}

const specialTypes: ReadonlyMap<string, string> = new Map([
  ['TV', 'vtable for '],
  ['TT', 'VTT for '],
  ['TI', 'typeinfo for '],
  ['TS', 'typeinfo name for '],
])

const elaborations: ReadonlyMap<string, string> = new Map([
  ['s', 'struct '],
  ['u', 'union '],
  ['e', 'enum '],
])

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9'
}

function binary(left: Node, symbol: string, right: Node, precedence: Precedence): Node {
  const assignment = precedence === 'assignment'
  return {
    left: out => {
      const print = () => {
        out.operand(left, assignment ? 'logicalOr' : precedence, !assignment)
        out.write(symbol === ',' ? ', ' : ` ${symbol} `)
        out.operand(right, precedence, assignment)
      }
      if (out.insideTemplate && (symbol === '>' || symbol === '>>')) out.parenthesised(print)
      else print()
    },
    precedence,
  }
}

function call(callee: Node, given: readonly Node[]): Node {
  return {
    left: out => {
      out.print(callee)
      out.parenthesised(() => out.list(given))
    },
    precedence: 'postfix',
  }
}

/** How a template parameter is declared: its kind or type, and its name. */
function declaration(type: Node, name: Node): Node {
  return {
    left: out => {
      out.left(type)
      if (out.shape(type) === 'plain') out.write(' ')
    },
    right: out => {
      out.print(name)
      out.right(type)
    },
  }
}

/** The parameters in `'lambda'(…)`. */
function closureParameters(lambda: Node): Node {
  return {
    left: out => {
      const start = out.text.length
      out.print(lambda)
      out.text = out.text.slice(0, start) + out.text.slice(start).replace(/^'lambda\d*'/, '')
    },
  }
}

/** As C prints it with `%a`: hexadecimal, which is exact. */
function floatText(code: 'f' | 'd' | 'e', digits: string): string {
  if (code === 'e') throw unreadable
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${digits.padEnd(16, '0')}`))
  if (code === 'f') view.setUint32(0, parseInt(digits, 16))
  const value = code === 'f' ? view.getFloat32(0) : view.getFloat64(0)
  if (!Number.isFinite(value)) return (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf') + (code === 'f' ? 'f' : '')
  return hexadecimal(value) + (code === 'f' ? 'f' : '')
}

function hexadecimal(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const sign = bits >> 63n === 1n ? '-' : ''
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = (bits & 0xf_ffff_ffff_ffffn).toString(16).padStart(13, '0').replace(/0+$/, '')
  if (exponent === 0 && fraction === '') return `${sign}0x0p+0`
  const power = exponent === 0 ? -1022 : exponent - 1023
  return `${sign}0x${exponent === 0 ? 0 : 1}${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '' : '+'}${power}`
}
