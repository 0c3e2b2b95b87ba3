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
        _ => return None,
    })
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
