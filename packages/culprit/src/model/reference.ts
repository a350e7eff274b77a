/** What a user names on the command line: one side of a comparison. */
export type Reference =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'npm'; readonly name: string; readonly range: string }
  | { readonly kind: 'engine'; readonly engine: string; readonly version: string }
