// What a mangled C++ name is made of, each part able to print itself. A C++ declarator wraps around what it declares
// (`void (*f(int))(char)`), so a part prints what stands to the left of the declared name and then what stands to the right.

/** Thrown when a name cannot be read or its text would be too long. Made once: a stack for each of 100 000 names would cost too much. */
export const unreadable = new Error('this is no mangled name, or one beyond the limits')

export interface Node {
  left(out: Output): void
  right?(out: Output): void
  /** Whether there is a right part, and of what: pointers to arrays and functions need parentheses. */
  shape?(out: Output): Shape
  /** Of an expression; without it the node binds as tightly as a name. */
  readonly precedence?: Precedence
  /** What constructors and destructors of this scope are called. */
  readonly baseName?: string
  /** The items of an argument pack. */
  readonly items?: readonly Node[]
  /** Of a reference: what it refers to, for `T& &&`. */
  readonly reference?: { readonly to: Node; readonly rvalue: boolean }
  /** Of a template parameter that names an argument further on: its argument. */
  readonly forward?: { readonly index: number; argument: Node | null }
  /** Of an abbreviation such as `std::string`: what it stands for where its constructor is named. */
  readonly expanded?: Node
}

/** `wrapped`: a pointer or reference to a function or an array. */
export type Shape = 'plain' | 'function' | 'array' | 'wrapped'

/** From the tightest to the loosest. */
export const precedences = [
  'primary',
  'postfix',
  'unary',
  'cast',
  'memberPointer',
  'multiplicative',
  'additive',
  'shift',
  'spaceship',
  'relational',
  'equality',
  'and',
  'exclusiveOr',
  'or',
  'logicalAnd',
  'logicalOr',
  'conditional',
  'assignment',
  'comma',
  'any',
] as const
export type Precedence = (typeof precedences)[number]

const rank = new Map(precedences.map((name, index) => [name, index]))

/**
 * The text of nodes. Substitutions can make a name of a hundred bytes stand for gigabytes of text, or for as much work without any, so
 * length, steps and depth have limits.
 */
export class Output {
  text = ''
  /** Which item of the packs inside a pack expansion is printed, and how many they have; null before the first pack was met. */
  pack: { index: number; size: number } | null = null
  /** Above 0, `>` cannot be taken for the end of template arguments. */
  private brackets = 1
  private steps = 0
  private depth = 0

  write(text: string): void {
    this.text += text
    if (this.text.length > maximumText) throw unreadable
  }

  left(node: Node): void {
    this.enter()
    node.left(this)
    this.depth--
  }

  right(node: Node): void {
    if (!node.right) return
    this.enter()
    node.right(this)
    this.depth--
  }

  print(node: Node): void {
    this.left(node)
    this.right(node)
  }

  shape(node: Node): Shape {
    if (!node.shape) return 'plain'
    this.enter()
    const shape = node.shape(this)
    this.depth--
    return shape
  }

  /** In parentheses when `node` binds no tighter than `limit` (looser than it, with `orEqual`). */
  operand(node: Node, limit: Precedence = 'any', orEqual = false): void {
    if (rank.get(node.precedence ?? 'primary')! >= rank.get(limit)! + (orEqual ? 1 : 0)) this.parenthesised(() => this.print(node))
    else this.print(node)
  }

  parenthesised(content: () => void): void {
    this.write('(')
    this.brackets++
    content()
    this.brackets--
    this.write(')')
  }

  angled(content: () => void): void {
    const { brackets } = this
    this.brackets = 0
    this.write('<')
    content()
    this.write('>')
    this.brackets = brackets
  }

  get insideTemplate(): boolean {
    return this.brackets === 0
  }

  /** With commas; an item that prints nothing (an empty pack) gets none. */
  list(items: readonly Node[]): void {
    let first = true
    for (const item of items) {
      const before = this.text
      if (!first) this.write(', ')
      const start = this.text.length
      if (item.precedence) this.operand(item, 'comma')
      else this.print(item)
      if (this.text.length === start) this.text = before
      else first = false
    }
  }

  private enter(): void {
    if (++this.steps > maximumSteps || ++this.depth > maximumDepth) throw unreadable
  }
}

/** Longer than any name that was met (libLLVM: 5 000), and short enough for a table. */
const maximumText = 1 << 16
const maximumSteps = 1 << 18
const maximumDepth = 600

export function plain(text: string): Node {
  return { left: out => out.write(text), baseName: text }
}

export function withBase(text: string, baseName: string): Node {
  return { left: out => out.write(text), baseName }
}

/** Some parts one after the other, none of which wraps around anything. */
export function sequence(...parts: readonly (Node | string)[]): Node {
  return { left: out => parts.forEach(part => (typeof part === 'string' ? out.write(part) : out.print(part))) }
}

export function nested(scope: Node, name: Node): Node {
  return { ...sequence(scope, '::', name), baseName: name.baseName ?? '' }
}

export function tagged(base: Node, tag: string): Node {
  return { ...sequence(base, `[abi:${tag}]`), baseName: base.baseName ?? '' }
}

export function templateArguments(items: readonly Node[]): Node {
  return { left: out => out.angled(() => out.list(items)) }
}

export function templated(name: Node, given: Node): Node {
  return { ...sequence(name, given), baseName: name.baseName ?? '' }
}

export function qualified(type: Node, qualifiers: string): Node {
  return {
    left: out => {
      out.left(type)
      out.write(qualifiers)
    },
    right: out => out.right(type),
    shape: out => out.shape(type),
  }
}

export function pointer(to: Node): Node {
  return {
    left: out => declarator(out, to, '*'),
    right: out => closeDeclarator(out, to),
    shape: out => wrapped(out.shape(to)),
  }
}

export function reference(to: Node, rvalue: boolean): Node {
  return {
    left: out => {
      const collapsed = collapse(out, to, rvalue)
      declarator(out, collapsed.to, collapsed.rvalue ? '&&' : '&')
    },
    right: out => closeDeclarator(out, collapse(out, to, rvalue).to),
    shape: out => wrapped(out.shape(to)),
    reference: { to, rvalue },
  }
}

/** `T& &&` is `T&`. What a pack or a parameter stands for is looked at too. */
function collapse(out: Output, to: Node, rvalue: boolean): { to: Node; rvalue: boolean } {
  for (let depth = 0; depth < maximumDepth; depth++) {
    const found = standsFor(out, to).reference
    if (!found) return { to, rvalue }
    to = found.to
    rvalue &&= found.rvalue
  }
  throw unreadable
}

function standsFor(out: Output, node: Node): Node {
  for (let depth = 0; depth < maximumDepth; depth++) {
    if (node.forward?.argument) node = node.forward.argument
    else if (node.items && isPack in node) {
      startPack(out, node.items)
      const item = node.items[out.pack!.index]
      if (!item) return node
      node = item
    } else return node
  }
  throw unreadable
}

function declarator(out: Output, to: Node, mark: string): void {
  out.left(to)
  const shape = out.shape(to)
  if (shape === 'array') out.write(' ')
  out.write(needsParentheses(shape) ? `(${mark}` : mark)
}

function wrapped(shape: Shape): Shape {
  return shape === 'plain' ? 'plain' : 'wrapped'
}

function needsParentheses(shape: Shape): boolean {
  return shape === 'array' || shape === 'function'
}

function closeDeclarator(out: Output, to: Node): void {
  if (needsParentheses(out.shape(to))) out.write(')')
  out.right(to)
}

export function memberPointer(of: Node, member: Node): Node {
  return {
    left: out => {
      out.left(member)
      out.write(needsParentheses(out.shape(member)) ? '(' : ' ')
      out.print(of)
      out.write('::*')
    },
    right: out => closeDeclarator(out, member),
    shape: out => wrapped(out.shape(member)),
  }
}

export function array(of: Node, size: Node | null): Node {
  return {
    left: out => out.left(of),
    right: out => {
      if (!out.text.endsWith(']')) out.write(' ')
      out.write('[')
      if (size) out.print(size)
      out.write(']')
      out.right(of)
    },
    shape: () => 'array',
  }
}

export interface Signature {
  readonly parameters: readonly Node[]
  /** ` const`, ` &`, … as they are printed behind the parameters. */
  readonly qualifiers: string
  readonly exceptions?: Node | null
}

export function functionType(result: Node, { parameters, qualifiers, exceptions }: Signature): Node {
  return {
    left: out => {
      out.left(result)
      out.write(' ')
    },
    right: out => {
      out.parenthesised(() => out.list(parameters))
      out.right(result)
      out.write(qualifiers)
      if (exceptions) out.print(sequence(' ', exceptions))
    },
    shape: () => 'function',
  }
}

/** A function with its name; `result` is null where the mangling leaves it out. */
export function functionEncoding(
  result: Node | null,
  name: Node,
  { parameters, qualifiers }: Signature,
  attributes: Node | null,
  constraint: Node | null,
): Node {
  return {
    left: out => {
      if (result) {
        out.left(result)
        if (out.shape(result) === 'plain') out.write(' ')
      }
      out.print(name)
    },
    right: out => {
      out.parenthesised(() => out.list(parameters))
      if (result) out.right(result)
      out.write(qualifiers)
      if (attributes) out.print(attributes)
      if (constraint) out.print(sequence(' requires ', constraint))
    },
    shape: () => 'function',
  }
}

const isPack = Symbol('pack')

/** The arguments that a parameter pack stands for: inside an expansion one after the other, outside the first. */
export function parameterPack(items: readonly Node[]): Node {
  const current = (out: Output) => {
    startPack(out, items)
    return items[out.pack!.index]
  }
  const node: Node & { readonly [isPack]: true } = {
    left: out => {
      const item = current(out)
      if (item) out.left(item)
    },
    right: out => {
      const item = current(out)
      if (item) out.right(item)
    },
    shape: out => {
      const item = current(out)
      return item ? out.shape(item) : 'plain'
    },
    items,
    [isPack]: true,
  }
  return node
}

function startPack(out: Output, items: readonly Node[]): void {
  out.pack ??= { index: 0, size: items.length }
}

/** `J…E`: the arguments as they are given. */
export function argumentPack(items: readonly Node[]): Node {
  return { left: out => out.list(items), items }
}

/** `pattern...`, printed as often as the packs in it have items. */
export function expansion(pattern: Node): Node {
  return {
    left: out => {
      const before = out.pack
      const { text } = out
      out.pack = null
      out.print(pattern)
      const met = out.pack as { index: number; size: number } | null
      if (met === null) out.write('...')
      else if (met.size === 0) out.text = text
      else {
        for (let index = 1; index < met.size; index++) {
          out.write(', ')
          out.pack = { index, size: met.size }
          out.print(pattern)
        }
      }
      out.pack = before
    },
  }
}

/** A template parameter whose argument comes later in the name. */
export function forwardReference(index: number): Node & Required<Pick<Node, 'forward'>> {
  const forward: { readonly index: number; argument: Node | null } = { index, argument: null }
  // An argument can contain the parameter itself.
  let printing = false
  const guarded = <Result>(work: (argument: Node) => Result, otherwise: Result): Result => {
    if (printing || !forward.argument) return otherwise
    printing = true
    const result = work(forward.argument)
    printing = false
    return result
  }
  return {
    left: out => guarded(argument => out.left(argument), undefined),
    right: out => guarded(argument => out.right(argument), undefined),
    shape: out => guarded(argument => out.shape(argument), 'plain'),
    forward,
  }
}
