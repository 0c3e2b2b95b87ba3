# Telephone numbers with all but their last digits masked.
#
# Expects: any record. What is a telephone number is said by the name of its field, at any depth: digits alone do not tell it
#          from an order number.
# Returns: the record, in which "+48 601 234 567" has become "+** *** *** *67". Brackets, blanks and dashes stay.
#
# `@fields` are the names (and a list under such a name holds numbers); `@visible` is how many digits stay.

@fields ["phone", "phone_number", "phones", "mobile", "fax"]
@visible 2
@mask "*"

def transform(_action, record, _changes, _metadata), do: walk(record)

defp walk(%{} = map) do
  Map.new(map, fn {name, value} -> {name, if(name in @fields, do: mask(value), else: walk(value))} end)
end

defp walk(list) when is_list(list), do: Enum.map(list, &walk/1)
defp walk(value), do: value

# From the end: the last digits are counted down, the others are replaced.
defp mask(number) when is_binary(number) do
  {masked, _visible} =
    number
    |> String.graphemes()
    |> List.foldr({"", @visible}, fn
      digit, {text, 0} when digit in ~w(0 1 2 3 4 5 6 7 8 9) -> {@mask <> text, 0}
      digit, {text, visible} when digit in ~w(0 1 2 3 4 5 6 7 8 9) -> {digit <> text, visible - 1}
      other, {text, visible} -> {other <> text, visible}
    end)

  masked
end

defp mask(number) when is_integer(number), do: number |> Integer.to_string() |> mask()
defp mask(numbers) when is_list(numbers), do: Enum.map(numbers, &mask/1)
defp mask(value), do: walk(value)
