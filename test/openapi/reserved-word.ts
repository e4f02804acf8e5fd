/**
 * Reserved words by language. Contextual keywords are left out where the language accepts them as identifiers.
 * Sources: ECMA-262 and the TypeScript scanner, The Swift Programming Language ("Lexical structure"), the Kotlin
 * grammar (hard keywords), Python's `keyword.kwlist`, the Go and Java specifications, the C# reference.
 */
export const reservedWords = {
  TypeScript:
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield',
  Swift:
    'any as associatedtype break case catch class continue default defer deinit do else enum extension fallthrough false fileprivate for func guard if import in init inout internal is let nil operator precedencegroup private protocol public repeat rethrows return self static struct subscript super switch throw throws true try type typealias var where while',
  Kotlin:
    'as break class continue do else false for fun if in interface is null object package return super this throw true try typealias typeof val var when while',
  Python:
    'and as assert async await break class continue def del elif else except false finally for from global if import in is lambda none nonlocal not or pass raise return true try while with yield',
  Go: 'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var',
  Java: 'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null',
  'C#': 'abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while',
} as const

export type Language = keyof typeof reservedWords

/** The languages that reserve a word in any letter case. */
export function reservedIn(name: string): Language[] {
  const languages = Object.keys(reservedWords) as Language[]
  return languages.filter(language => reservedWords[language].split(' ').includes(name.toLowerCase()))
}

/**
 * Generators use properties as fields without change in Python, Java and Kotlin. In TypeScript and Swift a member
 * may have any name, and Go and C# write them with a capital.
 */
export const propertyLanguages: readonly Language[] = ['Python', 'Java', 'Kotlin']
