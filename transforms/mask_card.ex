# Payment card numbers with all but their last four digits masked, also in free text.
#
# Expects: any record; texts are looked through to any depth, names of fields do not matter.
# Returns: the record, in which "4111 1111 1111 1111" has become "**** **** **** 1111".
#
# A card number has 13 to 19 digits, in one run or in groups of four (4-6-5 for American Express) with a blank or a dash between,
# and its last one is right by Luhn's formula: nine in ten of the order numbers that look like one stay as they are. Numbers that are no text are looked at as well, and
# become text when they are masked.

@visible 4
@mask "*"

def transform(_action, record, _changes, _metadata), do: mask(record)

defp mask(text) when is_binary(text) do
  Regex.replace(~r/(?<!\d)(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{5}|\d{13,19})(?!\d)/, text, fn found ->
    if plausible?(found), do: hide(found), else: found
  end)
end

defp mask(number) when is_integer(number) and number >= 1_000_000_000_000 and number < 10_000_000_000_000_000_000 do
  text = Integer.to_string(number)
  if plausible?(text), do: hide(text), else: number
end

defp mask(list) when is_list(list), do: Enum.map(list, &mask/1)
defp mask(%{} = map), do: Map.new(map, fn {name, value} -> {name, mask(value)} end)
defp mask(value), do: value

# Luhn: from the right every second digit is doubled, the digits of all are added, and the sum ends in 0.
defp plausible?(text) do
  sum =
    for <<byte <- text>>, byte in ?0..?9, reduce: {0, 0} do
      # What is doubled is not known before the end: both sums are kept, and swapped at each digit.
      {same, other} -> {other + byte - ?0, same + doubled(byte - ?0)}
    end
    |> elem(0)

  rem(sum, 10) == 0
end

defp doubled(digit) when digit < 5, do: digit * 2
defp doubled(digit), do: digit * 2 - 9

defp hide(text) do
  hidden = count_digits(text) - @visible

  {masked, _hidden} =
    for <<byte <- text>>, reduce: {"", hidden} do
      {done, hidden} when hidden > 0 and byte in ?0..?9 -> {done <> @mask, hidden - 1}
      {done, hidden} -> {done <> <<byte>>, hidden}
    end

  masked
end

defp count_digits(text), do: for(<<byte <- text>>, byte in ?0..?9, reduce: 0, do: (count -> count + 1))
