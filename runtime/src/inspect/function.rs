//! Functions: captured ones by their names, which the compiler may have replaced.

use super::atom::{literal, remote_call};
use crate::term::Fun;

/// `&String.upcase/1`, `&:erlang.length/1`, `#Function<0.0/2>`.
pub(super) fn print(fun: &Fun<'_>) -> String {
    let arity = fun.code.arity();
    let Some((module, name)) = fun.code.name() else { return format!("#Function<0.0/{arity}>") };
    let (module, name) = match inlined(module, name, arity) {
        Some((module, name)) => (module.to_owned(), name),
        None => (format!("Elixir.{module}"), name),
    };
    let mut out = String::from("&");
    literal(&module, &mut out);
    out.push('.');
    remote_call(name, &mut out);
    format!("{out}/{arity}")
}

/// The functions of Erlang that Elixir's compiler puts in the place of its own.
fn inlined(module: &str, name: &'static str, arity: usize) -> Option<(&'static str, &'static str)> {
    Some(match (module, name, arity) {
        ("Kernel", "!=", 2) => ("erlang", "/="),
        ("Kernel", "!==", 2) => ("erlang", "=/="),
        ("Kernel", "<=", 2) => ("erlang", "=<"),
        ("Kernel", "===", 2) => ("erlang", "=:="),
        (
            "Kernel",
            "*" | "+" | "-" | "++" | "--" | "/" | "<" | "==" | ">" | ">=" | "abs" | "apply" | "binary_part"
            | "bit_size" | "byte_size" | "ceil" | "div" | "floor" | "hd" | "is_atom" | "is_binary" | "is_bitstring"
            | "is_boolean" | "is_float" | "is_function" | "is_integer" | "is_list" | "is_map" | "is_number" | "is_pid"
            | "is_port" | "is_reference" | "is_tuple" | "length" | "map_size" | "max" | "min" | "not" | "rem" | "round"
            | "throw" | "tl" | "trunc" | "tuple_size",
            _,
        ) => ("erlang", name),
        ("Map", "from_keys" | "intersect" | "merge", 2) | ("Map", "keys" | "to_list" | "values", 1) => ("maps", name),
        ("String", "duplicate", 2) => ("binary", "copy"),
        ("String", "to_float", 1) => ("erlang", "binary_to_float"),
        ("String", "to_integer", _) => ("erlang", "binary_to_integer"),
        ("Integer", "to_charlist", _) => ("erlang", "integer_to_list"),
        ("Integer", "to_string", _) => ("erlang", "integer_to_binary"),
        ("List", "to_float", 1) => ("erlang", "list_to_float"),
        ("List", "to_integer", _) => ("erlang", "list_to_integer"),
        ("List", "to_tuple", 1) => ("erlang", "list_to_tuple"),
        ("Tuple", "to_list", 1) => ("erlang", "tuple_to_list"),
        ("Bitwise", "&&&", 2) => ("erlang", "band"),
        ("Bitwise", "|||", 2) => ("erlang", "bor"),
        ("Bitwise", "<<<", 2) => ("erlang", "bsl"),
        ("Bitwise", ">>>", 2) => ("erlang", "bsr"),
        ("Bitwise", "band" | "bnot" | "bor" | "bsl" | "bsr" | "bxor", _) => ("erlang", name),
        _ => return None,
    })
}
