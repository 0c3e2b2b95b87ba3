# What real Elixir's parser says of the cases: elixir record.exs CASES.jsonl OUT.jsonl
# A case is {"id", "code"}; the answer adds "tree", the quoted form as text, or "error": true.
# The text: variables $name, calls (name arg…), other callees ((callee) arg…), lists [a b], pairs {a b}, atoms :name,
# strings "…" with bytes outside of plain ASCII as \HH, floats f and the 16 hexadecimal digits of their bits.
# Differences of form without a meaning are ironed out: a block of one expression is the expression, an empty clause body is nil,
# texts of ~s ~w ~c are unescaped as their sigils would, of ~r likewise (escaped line ends).
defmodule Tree do
  def text(quoted), do: IO.iodata_to_binary(t(quoted))

  defp t({:__block__, _, [one]}), do: t(one)
  defp t({:->, _, [params, body]}), do: ["(-> ", t(params), " ", t(empty(body)), ")"]
  defp t({:"..//" = op, _, args}) when is_list(args), do: call(n(op), args)
  defp t({:sigil_s, _, _} = s), do: sigil(s, &Macro.unescape_string/1)
  defp t({:sigil_w, _, _} = s), do: sigil(s, &Macro.unescape_string/1)
  defp t({:sigil_c, _, _} = s), do: sigil(s, &Macro.unescape_string/1)
  defp t({:sigil_r, _, _} = s), do: sigil(s, fn x -> :elixir_interpolation.unescape_string(x, &(&1 == :newline)) end)
  # A heredoc that begins with an interpolation has an empty text before it.
  defp t({:<<>>, m, ["", {:"::", _, [{{:., _, [Kernel, :to_string]}, _, _}, {:binary, _, nil}]} = i | rest]}), do: t({:<<>>, m, [i | rest]})
  defp t({name, _, ctx}) when is_atom(name) and is_atom(ctx), do: ["$", n(name)]
  defp t({name, _, args}) when is_atom(name) and is_list(args), do: call(n(name), args)
  defp t({{:., _, [left, right]}, meta, []}) when is_atom(right) do
    if meta[:no_parens], do: ["(key ", t(left), " ", n(right), ")"], else: ["((. ", t(left), " :", n(right), "))"]
  end
  defp t({callee, _, args}) when is_list(args), do: call(t(callee), args)
  defp t({a, b}), do: ["{", t(a), " ", t(b), "}"]
  defp t(list) when is_list(list), do: ["[", Enum.intersperse(Enum.map(list, &t/1), " "), "]"]
  defp t(atom) when is_atom(atom), do: [":", n(atom)]
  defp t(int) when is_integer(int), do: Integer.to_string(int)
  defp t(float) when is_float(float), do: ["f", Base.encode16(<<float::float>>)]
  defp t(bin) when is_binary(bin), do: ["\"", esc(bin), "\""]

  defp empty({:__block__, _, []}), do: nil
  defp empty(other), do: other
  defp call(head, args), do: ["(", Enum.intersperse([head | Enum.map(args, &t/1)], " "), ")"]
  defp n(atom), do: esc(Atom.to_string(atom))
  defp esc(bin), do: for(<<c <- bin>>, do: if(c in 33..126 and c not in [?", ?\\], do: c, else: ["\\", Base.encode16(<<c>>)]))
  defp sigil({name, _, [{:<<>>, m, parts}, mods]}, f) do
    call(n(name), [{:<<>>, m, Enum.map(parts, &if(is_binary(&1), do: f.(&1), else: &1))}, mods])
  end
end

[cases, out] = System.argv()
File.open!(out, [:write, :binary], fn f ->
  for line <- File.stream!(cases), String.trim(line) != "" do
    c = JSON.decode!(line)
    answer =
      try do
        case Code.string_to_quoted(c["code"], emit_warnings: false) do
          {:ok, quoted} -> %{"tree" => Tree.text(quoted)}
          {:error, _} -> %{"error" => true}
        end
      rescue
        _ -> %{"error" => true}
      end
    pairs = [{"id", c["id"]}, {"code", c["code"]}] ++ Map.to_list(answer) ++ Map.to_list(Map.take(c, ["stricter", "looser"]))
    IO.binwrite(f, ["{", Enum.intersperse(for({k, v} <- pairs, do: [JSON.encode!(k), ":", JSON.encode!(v)]), ","), "}\n"])
  end
end)
