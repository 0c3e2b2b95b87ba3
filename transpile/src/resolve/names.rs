//! What Elixir has and Philtre refuses, with the reason that is given.

const PROCESSES: &str = "functions run alone: there are no processes and no messages between them";
const FILES: &str = "functions do no input or output; they see their arguments and return a value";
const CODE: &str = "functions cannot look at, load or change code";
const ATOMS: &str = "atoms made from text are never freed in Elixir; use strings";
const NODE: &str = "functions do not see the machine, the node or its configuration";

/// Why a module of Elixir or Erlang is not there.
pub(super) fn forbidden_module(name: &str) -> Option<&'static str> {
    Some(match name {
        "File" | "File.Stream" | "File.Stat" | "IO" | "IO.Stream" | "IO.ANSI" | "IO.ANSI.Docs" | "Path"
        | "StringIO" | "Port" | "Logger" => FILES,
        "System" | "Application" | "Config" | "Node" => NODE,
        "Process"
        | "Task"
        | "Task.Supervisor"
        | "Agent"
        | "GenServer"
        | "GenEvent"
        | "Supervisor"
        | "DynamicSupervisor"
        | "PartitionSupervisor"
        | "Registry"
        | "PID"
        | "Reference" => PROCESSES,
        "Code"
        | "Code.Fragment"
        | "Code.Typespec"
        | "Module"
        | "Macro"
        | "Macro.Env"
        | "Function"
        | "Kernel.Utils"
        | "Kernel.SpecialForms"
        | "Kernel.ParallelCompiler"
        | "Mix"
        | "IEx"
        | "ExUnit"
        | "OptionParser"
        | "EEx"
        | "Protocol" => CODE,
        "Atom" => "use `to_string/1` for the name of an atom",
        "Enumerable" | "Collectable" | "Inspect" | "Inspect.Algebra" | "List.Chars" | "String.Chars"
        | "JSON.Encoder" | "Inspect.Opts" => {
            "protocols are called by the library only; use the functions of `Enum`, `Kernel` and `JSON`"
        }
        "Jason" | "Poison" => "use the module `JSON`",
        "HTTPoison" | "Req" | "Tesla" | "Finch" => FILES,
        "Ecto" | "Repo" => FILES,
        "HashDict" | "Dict" => "use the module `Map`",
        "HashSet" | "Set" => "use the module `MapSet`",
        "Timex" => "use the modules `Date`, `DateTime` and `NaiveDateTime`",
        _ => return None,
    })
}

/// Why a function of a known module is not there.
pub(super) fn forbidden_function(module: &str, name: &str, arity: usize) -> Option<&'static str> {
    Some(match (module, name) {
        (_, "__info__" | "module_info" | "__struct__" | "behaviour_info" | "__protocol__" | "impl_for") => CODE,
        ("String" | "List", "to_atom" | "to_existing_atom") => ATOMS,
        ("Kernel", "self" | "send" | "spawn" | "spawn_link" | "spawn_monitor" | "exit" | "make_ref") => PROCESSES,
        ("Kernel", "node") => NODE,
        ("Kernel", "apply") if arity == 3 => {
            "modules are names in the source; write `Module.function(arguments)`, or `apply(fun, arguments)`"
        }
        ("Kernel", "function_exported?" | "macro_exported?" | "alias!" | "var!" | "use" | "sigil_H") => CODE,
        ("Kernel", "struct" | "struct!") => "write the struct in place: `%Name{field: value}`",
        ("Kernel", "binary_to_atom" | "binary_to_existing_atom") => ATOMS,
        ("Regex", "recompile" | "recompile!" | "version" | "import") => CODE,
        ("URI", "default_port") if arity == 2 => "it would change a table that other functions read",
        ("Enum" | "Stream", "chunk" | "partition") if arity > 1 => {
            "it is deprecated in Elixir; use `chunk_every` or `split_with`"
        }
        ("UUID", "uuid1" | "uuid2" | "uuid6") => "it would carry the address of the machine",
        ("Function", name) if name != "identity" => CODE,
        ("Calendar", name) if name != "strftime" => {
            "use the functions of `Date`, `Time`, `NaiveDateTime` and `DateTime`"
        }
        ("Exception", name) if name != "message" => {
            "`Exception.message/1` is there; what was raised is seen in `rescue`"
        }
        ("IO", "iodata_to_binary" | "chardata_to_string") => "write `to_string(list)`",
        _ => return None,
    })
}

/// The function that does what others call so, as `Module.name/arity` or an expression; `module` is what it was looked for
/// in, if in any.
pub(super) fn habit(module: Option<&str>, name: &str) -> Option<&'static str> {
    Some(match (module, name) {
        (Some("JSON"), "parse" | "loads" | "load") => "JSON.decode!/1",
        (Some("JSON"), "stringify" | "dumps" | "dump" | "generate") => "JSON.encode!/1",
        (Some("Date"), "parse") => "Date.from_iso8601/1",
        (Some("DateTime"), "parse") => "DateTime.from_iso8601/1",
        (Some("NaiveDateTime"), "parse") => "NaiveDateTime.from_iso8601/1",
        (Some("Date"), "today" | "now") => "Date.utc_today/0",
        (Some("DateTime"), "today") | (None, "now") => "DateTime.utc_now/0",
        (Some("NaiveDateTime"), "now") => "NaiveDateTime.utc_now/0",
        (Some("Date" | "DateTime" | "NaiveDateTime" | "Time"), "format" | "strftime") => "Calendar.strftime/2",
        (Some("Map"), "set" | "add" | "insert") => "Map.put/3",
        (Some("Map"), "remove") => "Map.delete/2",
        (Some("Map"), "items" | "entries") => "Map.to_list/1",
        (Some("Map"), "length" | "len" | "count") => "map_size/1",
        (Some("Map"), "contains" | "has" | "contains_key?") => "Map.has_key?/2",
        (Some("Map"), "map") => "Map.new/2",
        (Some("List"), "length" | "len" | "size") => "length/1",
        (Some("Enum"), "length" | "len" | "size") => "Enum.count/1",
        (Some("Enum"), "contains" | "contains?" | "include?" | "includes") => "Enum.member?/2",
        (Some("Enum"), "fold" | "foldl" | "inject") => "Enum.reduce/3",
        (Some("Enum"), "select" | "where") => "Enum.filter/2",
        (Some("Enum"), "first" | "head") => "Enum.at(list, 0)",
        (Some("Enum"), "last") => "List.last/1",
        (Some("Enum"), "collect") => "Enum.map/2",
        (Some("Enum"), "flatten") => "List.flatten/1",
        (Some("String"), "len" | "size" | "count") => "String.length/1",
        (Some("String"), "join" | "concat") => "Enum.join/2",
        (Some("String"), "format" | "sprintf") => "\"text #{value}\"",
        (None | Some("String"), "to_upper" | "toUpperCase" | "upper" | "uppercase" | "upper_case") => "String.upcase/1",
        (None | Some("String"), "to_lower" | "toLowerCase" | "lower" | "lowercase" | "lower_case") => {
            "String.downcase/1"
        }
        (None | Some("String"), "strip") => "String.trim/1",
        (None | Some("String"), "lstrip" | "trimStart" | "trim_left" | "ltrim") => "String.trim_leading/1",
        (None | Some("String"), "rstrip" | "trimEnd" | "trim_right" | "rtrim") => "String.trim_trailing/1",
        (None | Some("String"), "startsWith" | "startswith" | "starts_with") => "String.starts_with?/2",
        (None | Some("String"), "endsWith" | "endswith" | "ends_with") => "String.ends_with?/2",
        (None | Some("String"), "includes" | "contains" | "indexOf") => "String.contains?/2",
        (None | Some("String"), "substring" | "substr") => "String.slice/3",
        (None | Some("String"), "replaceAll" | "replace_all" | "gsub") => "String.replace/3",
        (None | Some("String"), "padStart" | "rjust" | "zfill" | "lpad") => "String.pad_leading/3",
        (None | Some("String"), "padEnd" | "ljust" | "rpad") => "String.pad_trailing/3",
        (None | Some("String"), "charAt") => "String.at/2",
        (None | Some("Integer"), "parseInt" | "to_i" | "toInt" | "int") => "String.to_integer/1",
        (None | Some("Float"), "parseFloat" | "to_f" | "toFloat" | "float") => "String.to_float/1",
        (None, "toString" | "to_s" | "str" | "string") => "to_string/1",
        (None, "toFixed") => "Float.round/2",
        (None, "push" | "append") => "list ++ [element]",
        (None, "forEach") => "Enum.map/2",
        (None, "hasOwnProperty" | "has_key" | "containsKey" | "hasKey") => "Map.has_key?/2",
        (None, "stringify" | "dumps") => "JSON.encode!/1",
        (None, "toISOString" | "isoformat") => "DateTime.to_iso8601/1",
        (None, "strftime") => "Calendar.strftime/2",
        (None, "getTime" | "timestamp") => "DateTime.to_unix/2",
        _ => return None,
    })
}

/// What stands for a function of Erlang.
pub(super) fn erlang_habit(module: &str, name: &str) -> &'static str {
    match (module, name) {
        ("math", "sqrt") => "write `x ** 0.5`",
        ("math", "pow") => "write `x ** y`",
        ("math", "floor") => "write `Float.floor(x)`",
        ("math", "ceil") => "write `Float.ceil(x)`",
        ("timer", "seconds" | "minutes" | "hours") => "write the milliseconds, such as `24 * 60 * 60 * 1000`",
        ("erlang", "float_to_binary") => {
            "write `Float.to_string(x)`, or `x |> Decimal.from_float() |> Decimal.round(2) |> Decimal.to_string()`"
        }
        ("erlang", "integer_to_binary") => "write `Integer.to_string(x)`",
        ("erlang", "binary_to_integer") => "write `String.to_integer(x)`",
        ("erlang", "list_to_binary" | "iolist_to_binary") => "write `to_string(list)`",
        ("crypto" | "erlang", "hash" | "mac" | "md5" | "phash2" | "phash") => {
            "there are no hashes; `UUID.uuid5(:oid, text)` makes a pseudonym of a text, always the same"
        }
        ("erlang" | "os", "system_time" | "timestamp" | "now" | "monotonic_time") => {
            "write `DateTime.utc_now()` where the host grants the time, or take it from the message"
        }
        ("rand" | "random", _) => "write `Enum.random(1..n)` where the host grants random numbers",
        ("lists", _) => "use the modules `Enum` and `List`",
        ("maps", _) => "use the module `Map`",
        ("string" | "binary" | "unicode", _) => "use the module `String`",
        ("re", _) => "use the module `Regex`",
        ("base64", _) => "use the module `Base`",
        ("json", _) => "use the module `JSON`",
        ("calendar", _) => "use the modules `Date`, `DateTime` and `NaiveDateTime`",
        _ => "only the modules of Elixir's standard library that Philtre offers can be called",
    }
}

/// Why a special form, macro or function of `Kernel` is refused, whatever its arguments.
pub(super) fn refused_form(name: &str) -> Option<&'static str> {
    Some(match name {
        "receive" | "self" | "send" | "spawn" | "spawn_link" | "spawn_monitor" => PROCESSES,
        "exit" => "use `raise` or `throw` to leave a function",
        "quote" | "unquote" | "unquote_splicing" | "defmacro" | "defmacrop" | "defguard" | "defguardp" | "super"
        | "var!" | "alias!" | "__CALLER__" | "__ENV__" => {
            "macros are not part of the language; write a private function with `defp`"
        }
        "defmodule" | "defprotocol" | "defimpl" | "defstruct" | "defexception" | "defdelegate" | "defoverridable" => {
            "a source holds functions: `def`, `defp` and module attributes, all in at most one module"
        }
        "__DIR__" => FILES,
        "__STACKTRACE__" => "__STACKTRACE__ is available only inside catch and rescue clauses of try expressions",
        "binding" => "variables are read by their names only",
        "dbg" => "functions do no output; return the value instead",
        "use" => CODE,
        "node" => NODE,
        "make_ref" => PROCESSES,
        _ => return None,
    })
}

/// Whether a name is an atom that a module has in real Elixir and that programs pass as a value.
pub(super) fn value_module(name: &str) -> bool {
    matches!(
        name,
        "Calendar.ISO"
            | "Calendar"
            | "Calendar.UTCOnlyTimeZoneDatabase"
            | "Exception"
            | "Enumerable"
            | "Collectable"
            | "Inspect"
            | "String.Chars"
            | "List.Chars"
            | "JSON.Encoder"
    )
}
