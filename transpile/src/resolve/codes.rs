//! Every code that the resolver reports, with what it means: one line each, read by the resolver, the program and the docs.

/// A code's entry in the docs.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// `E0201`
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means and what to do about it.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($name:ident $code:literal $title:literal $explanation:literal)*) => {
        $(
            #[doc = $title]
            pub const $name: &str = $code;
        )*

        /// All codes, in order.
        pub const CODES: &[Code] = &[$(Code { code: $code, title: $title, explanation: $explanation }),*];
    };
}

codes! {
    UNDEFINED_VARIABLE "E0201" "undefined variable"
        "A name is read that no pattern has bound before. Variables bound inside `if`, `case`, `for`, `fn` and the like are not seen outside."
    UNDEFINED_FUNCTION "E0202" "undefined function"
        "A call without a module names neither a function of the source, nor an import, nor a function of `Kernel`."
    UNKNOWN_MODULE "E0203" "unknown module"
        "The module is not part of Philtre's library. Functions of the source are called by their name alone."
    FORBIDDEN "E0204" "not available here"
        "The function or module does something that a function over messages must not do: processes, files, the network, code loading, atoms made from text."
    UNKNOWN_FUNCTION "E0205" "unknown function of a module"
        "The module is known, but it has no public pure function of that name."
    WRONG_ARITY "E0206" "wrong number of arguments"
        "The function exists, but not with that number of arguments."
    DYNAMIC_CALL "E0207" "call on a value"
        "Modules are names in the source and never values that can be called. Write the module's name, or `fun.(x)` to call a function value."
    NO_ENTRY "E0208" "no function to run"
        "A source must define one of the functions that the host runs, such as `def transform(action, record, changes, metadata)`."
    ENTRY_PARAMETERS "E0209" "wrong parameters"
        "A function that the host runs takes exactly the parameters that the host declares, in order; each may start with an underscore."
    SEVERAL_ENTRIES "E0210" "more than one function to run"
        "A source defines one function that the host runs, with one clause. Use private helpers for the rest."
    TOP_LEVEL "E0211" "not allowed at the top level"
        "The top level of a source holds definitions of functions, module attributes, `alias` and `import`, nothing else."
    INNER_DEFINITION "E0212" "definition inside a function"
        "Functions, modules and attributes are defined at the top level only."
    INVALID_PATTERN "E0213" "invalid pattern"
        "A pattern holds literals, variables, pins and data structures of them; it calls no functions."
    INVALID_GUARD "E0214" "not allowed in a guard"
        "A guard holds variables, literals, operators and the functions that Elixir allows in guards."
    INVALID_CAPTURE "E0215" "invalid capture"
        "`&` takes `&name/arity`, `&Module.name/arity` or an expression with `&1`, `&2` and so on."
    INVALID_PIN "E0216" "misplaced pin"
        "`^name` stands in a pattern only and names a variable bound before."
    UNKNOWN_STRUCT "E0217" "unknown struct"
        "Only the structs of the library can be written: dates and times, ranges, sets, decimals, URIs and exceptions."
    STRUCT_FIELDS "E0218" "wrong fields of a struct"
        "A struct has exactly its own fields; some must be given."
    MALFORMED "E0219" "malformed expression"
        "The form is known, but it is not written as Elixir writes it."
    INVALID_SEGMENT "E0220" "invalid segment"
        "A part of a binary has an unknown or contradictory type, size or unit."
    INVALID_SIGIL "E0221" "invalid sigil"
        "The sigil is unknown, has unknown modifiers, or its text is no valid value."
    RECORD_FIELD "E0222" "dot access on a record"
        "A record has string keys: write `record[\"name\"]`."
    DYNAMIC_ATOM "E0223" "atom made at run time"
        "Atoms come from the source. Use strings for names that come with the message."
    NOT_PURE "E0224" "depends on the clock or on chance"
        "The host did not allow functions to see the time or random numbers."
    UNDEFINED_ATTRIBUTE "E0225" "undefined module attribute"
        "A module attribute is read that was not set above."
    CONFLICT "E0226" "conflicting definitions"
        "Two functions with the same name and number of arguments can be meant."
    INVALID_DIRECTIVE "E0227" "invalid alias, import or require"
        "`alias`, `import` and `require` take a module of the library and their known options."
    TOO_LARGE "E0228" "too large or too deep"
        "The expression is nested too deeply, or a function has too many variables or parameters."
    UNKNOWN_OPERATOR "E0229" "operator without a meaning"
        "Elixir parses the operator but gives it no meaning; some need `import Bitwise`."
    UNKNOWN_EXCEPTION "E0230" "unknown exception"
        "Only the exceptions of the library can be raised and rescued."
    REFUSED_FORM "E0231" "language form that is refused"
        "Macros, processes, debugging and the compiler's environment are no part of the language."
    UNUSED_VARIABLE "W0201" "unused variable"
        "The variable is bound and never read. Remove it, or start its name with an underscore."
    UNDERSCORED_USED "W0202" "underscored variable is read"
        "A leading underscore says that the variable is not used; here it is."
    UNREACHABLE_CLAUSE "W0203" "clause that is never reached"
        "An earlier clause always matches."
    UNUSED_FUNCTION "W0204" "unused function"
        "A private function is never called."
    SCATTERED_CLAUSES "W0205" "clauses that are not together"
        "Clauses of one function should follow each other."
    SUSPICIOUS_FIELD "W0206" "dot access that cannot succeed"
        "`changes` has string keys and `action` is a string: the dot raises when it runs."
    UNKNOWN_ALIAS "W0207" "unknown module as a value"
        "The name is just an atom here: no such module is known."
    WRONG_KEY "W0208" "key that is not there"
        "The maps of a message have keys of one kind: `record` and `changes` strings, at every level, `metadata` atoms."
    NEVER_EQUAL "W0209" "comparison that is never true"
        "The values of a message are strings, numbers, booleans, `nil`, lists and maps; none is an atom such as `:insert`."
    NOT_FOR_TEXT "W0210" "operator that takes no text"
        "`+` adds numbers and `++` joins lists. Texts are joined with `<>`, or written into one another: `\"a #{b}\"`."
    ALWAYS_TRUE "W0211" "match as a condition"
        "`=` matches and gives the value on its right. Two values are compared with `==`."
    CHARLIST "W0212" "single quotes"
        "What stands between single quotes is a list of numbers, one for each character. Strings stand between double quotes."
}
