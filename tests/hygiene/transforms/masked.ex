# Has of everything that generated code may name: constants, keys, regexes, lambdas, loops, errors.
@fields ["email", "phone"]

def transform(_action, record, changes, metadata) do
  masked =
    for field <- @fields, value = record[field], into: %{} do
      {field, String.replace(value, ~r/[0-9a-z]/, "*")}
    end

  kind =
    case changes do
      nil -> :new
      %{"email" => <<first, _::binary>>} when first > 96 -> {:mail, first}
      _ -> :other
    end

  total = Enum.reduce(record["amounts"] || [], 0, fn amount, sum -> sum + amount end)

  note =
    try do
      String.upcase(metadata.note)
    rescue
      error in [KeyError, FunctionClauseError] -> inspect(error.__struct__)
    catch
      :throw, value -> value
    after
      :done
    end

  # Blocks as the value of `with`.
  _ =
    with {:ok, a} <- Map.fetch(record, "a"),
         {:ok, b} <- Map.fetch(record, "b") do
      try do
        a + b
      after
        :done
      end
    else
      :error -> if kind == :new, do: 1, else: 2
    end

  %{masked: masked, kind: inspect(kind), total: total, note: note, count: count(total, []), funs: apply_all(total)}
end

defp count(n, acc) when n <= 0, do: length(acc)
defp count(n, acc), do: count(n - 1, [n | acc])

defp apply_all(n), do: Enum.map([&double/1, &abs/1, fn x -> x - n end], fn f -> f.(n) end)

defp double(n), do: n * 2
