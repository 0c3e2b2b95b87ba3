//! The structs and exceptions of the library: their fields, with defaults.

use FieldDefault::{Atom, EmptyList, EmptyMap, Int, Nil, NoMicrosecond, Text, True};

/// A struct, exceptions among them.
#[derive(Clone, Copy, Debug)]
pub struct Struct {
    /// `"Date.Range"`
    pub name: &'static str,
    /// Whether it can be raised.
    pub exception: bool,
    /// Its fields in their order, `__struct__` left out.
    pub fields: &'static [(&'static str, FieldDefault)],
    /// Fields that a literal must give.
    pub enforced: &'static [&'static str],
}

/// What a field is when it is not given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldDefault {
    /// `nil`
    Nil,
    /// `true`
    True,
    /// A number.
    Int(i64),
    /// `"text"`
    Text(&'static str),
    /// An atom by its name.
    Atom(&'static str),
    /// `[]`
    EmptyList,
    /// `%{}`
    EmptyMap,
    /// `{0, 0}`
    NoMicrosecond,
}

impl Struct {
    /// Whether it has a field of that name.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| *name == field)
    }
}

/// The struct of that name, without `Elixir.` before it.
pub fn find(name: &str) -> Option<&'static Struct> {
    STRUCTS.iter().find(|known| known.name == name)
}

/// All structs.
pub static STRUCTS: &[Struct] = &[
    Struct {
        name: "Date",
        exception: false,
        fields: &[("year", Nil), ("month", Nil), ("day", Nil), ("calendar", Atom("Elixir.Calendar.ISO"))],
        enforced: &["year", "month", "day"],
    },
    Struct {
        name: "Date.Range",
        exception: false,
        fields: &[("first", Nil), ("last", Nil), ("first_in_iso_days", Nil), ("last_in_iso_days", Nil), ("step", Nil)],
        enforced: &["first", "last", "first_in_iso_days", "last_in_iso_days", "step"],
    },
    Struct {
        name: "DateTime",
        exception: false,
        fields: &[
            ("year", Nil),
            ("month", Nil),
            ("day", Nil),
            ("hour", Nil),
            ("minute", Nil),
            ("second", Nil),
            ("time_zone", Nil),
            ("zone_abbr", Nil),
            ("utc_offset", Nil),
            ("std_offset", Nil),
            ("microsecond", NoMicrosecond),
            ("calendar", Atom("Elixir.Calendar.ISO")),
        ],
        enforced: &[
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "time_zone",
            "zone_abbr",
            "utc_offset",
            "std_offset",
        ],
    },
    Struct {
        name: "NaiveDateTime",
        exception: false,
        fields: &[
            ("year", Nil),
            ("month", Nil),
            ("day", Nil),
            ("hour", Nil),
            ("minute", Nil),
            ("second", Nil),
            ("microsecond", NoMicrosecond),
            ("calendar", Atom("Elixir.Calendar.ISO")),
        ],
        enforced: &["year", "month", "day", "hour", "minute", "second"],
    },
    Struct {
        name: "Time",
        exception: false,
        fields: &[
            ("hour", Nil),
            ("minute", Nil),
            ("second", Nil),
            ("microsecond", NoMicrosecond),
            ("calendar", Atom("Elixir.Calendar.ISO")),
        ],
        enforced: &["hour", "minute", "second"],
    },
    Struct {
        name: "URI",
        exception: false,
        fields: &[
            ("scheme", Nil),
            ("authority", Nil),
            ("userinfo", Nil),
            ("host", Nil),
            ("port", Nil),
            ("path", Nil),
            ("query", Nil),
            ("fragment", Nil),
        ],
        enforced: &[],
    },
    Struct {
        name: "Regex",
        exception: false,
        fields: &[("re_pattern", Nil), ("source", Text("")), ("opts", EmptyList)],
        enforced: &[],
    },
    Struct { name: "MapSet", exception: false, fields: &[("map", EmptyMap)], enforced: &[] },
    Struct {
        name: "Range",
        exception: false,
        fields: &[("first", Nil), ("last", Nil), ("step", Nil)],
        enforced: &["first", "last", "step"],
    },
    Struct {
        name: "Stream",
        exception: false,
        fields: &[("enum", Nil), ("funs", EmptyList), ("accs", EmptyList), ("done", Nil)],
        enforced: &[],
    },
    Struct {
        name: "Decimal",
        exception: false,
        fields: &[("sign", Int(1)), ("coef", Int(0)), ("exp", Int(0))],
        enforced: &[],
    },
    Struct {
        name: "Duration",
        exception: false,
        fields: &[
            ("year", Int(0)),
            ("month", Int(0)),
            ("week", Int(0)),
            ("day", Int(0)),
            ("hour", Int(0)),
            ("minute", Int(0)),
            ("second", Int(0)),
            ("microsecond", NoMicrosecond),
        ],
        enforced: &[],
    },
    Struct {
        name: "ArgumentError",
        exception: true,
        fields: &[("__exception__", True), ("message", Text("argument error"))],
        enforced: &[],
    },
    Struct {
        name: "ArithmeticError",
        exception: true,
        fields: &[("__exception__", True), ("message", Text("bad argument in arithmetic expression"))],
        enforced: &[],
    },
    Struct {
        name: "BadArityError",
        exception: true,
        fields: &[("__exception__", True), ("function", Nil), ("args", Nil)],
        enforced: &[],
    },
    Struct {
        name: "BadBooleanError",
        exception: true,
        fields: &[("__exception__", True), ("term", Nil), ("operator", Nil)],
        enforced: &[],
    },
    Struct {
        name: "BadFunctionError",
        exception: true,
        fields: &[("__exception__", True), ("term", Nil)],
        enforced: &[],
    },
    Struct { name: "BadMapError", exception: true, fields: &[("__exception__", True), ("term", Nil)], enforced: &[] },
    Struct {
        name: "CaseClauseError",
        exception: true,
        fields: &[("__exception__", True), ("term", Nil)],
        enforced: &[],
    },
    Struct { name: "CondClauseError", exception: true, fields: &[("__exception__", True)], enforced: &[] },
    Struct {
        name: "Enum.EmptyError",
        exception: true,
        fields: &[("__exception__", True), ("message", Text("empty error"))],
        enforced: &[],
    },
    Struct {
        name: "Enum.OutOfBoundsError",
        exception: true,
        fields: &[("__exception__", True), ("enumerable", Nil), ("index", Nil), ("message", Nil)],
        enforced: &[],
    },
    Struct {
        name: "ErlangError",
        exception: true,
        fields: &[("__exception__", True), ("original", Nil), ("reason", Nil)],
        enforced: &[],
    },
    Struct {
        name: "FunctionClauseError",
        exception: true,
        fields: &[
            ("__exception__", True),
            ("module", Nil),
            ("function", Nil),
            ("arity", Nil),
            ("kind", Nil),
            ("args", Nil),
            ("clauses", Nil),
        ],
        enforced: &[],
    },
    Struct {
        name: "JSON.DecodeError",
        exception: true,
        fields: &[("__exception__", True), ("message", Nil), ("offset", Nil), ("data", Nil)],
        enforced: &[],
    },
    Struct {
        name: "KeyError",
        exception: true,
        fields: &[("__exception__", True), ("key", Nil), ("term", Nil), ("message", Nil)],
        enforced: &[],
    },
    Struct { name: "MatchError", exception: true, fields: &[("__exception__", True), ("term", Nil)], enforced: &[] },
    Struct {
        name: "Protocol.UndefinedError",
        exception: true,
        fields: &[("__exception__", True), ("protocol", Nil), ("value", Nil), ("description", Text(""))],
        enforced: &[],
    },
    Struct {
        name: "Regex.CompileError",
        exception: true,
        fields: &[("__exception__", True), ("message", Text("regex could not be compiled"))],
        enforced: &[],
    },
    Struct {
        name: "RuntimeError",
        exception: true,
        fields: &[("__exception__", True), ("message", Text("runtime error"))],
        enforced: &[],
    },
    Struct {
        name: "SystemLimitError",
        exception: true,
        fields: &[("__exception__", True), ("message", Text("a system limit has been reached"))],
        enforced: &[],
    },
    Struct {
        name: "TryClauseError",
        exception: true,
        fields: &[("__exception__", True), ("term", Nil)],
        enforced: &[],
    },
    Struct {
        name: "UndefinedFunctionError",
        exception: true,
        fields: &[
            ("__exception__", True),
            ("module", Nil),
            ("function", Nil),
            ("arity", Nil),
            ("reason", Nil),
            ("message", Nil),
        ],
        enforced: &[],
    },
    Struct {
        name: "UnicodeConversionError",
        exception: true,
        fields: &[("__exception__", True), ("encoded", Nil), ("message", Nil)],
        enforced: &[],
    },
    Struct {
        name: "URI.Error",
        exception: true,
        fields: &[("__exception__", True), ("action", Nil), ("reason", Nil), ("part", Nil)],
        enforced: &[],
    },
    Struct {
        name: "WithClauseError",
        exception: true,
        fields: &[("__exception__", True), ("term", Nil)],
        enforced: &[],
    },
    Struct {
        name: "Decimal.Error",
        exception: true,
        fields: &[("__exception__", True), ("signal", Nil), ("reason", Nil)],
        enforced: &[],
    },
];
