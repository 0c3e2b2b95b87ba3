# The record with other names for its fields.
#
# Expects: any record. Fields that it does not have are passed over.
# Returns: the record, renamed. Fields that are not in the list keep their names.
#
# `@names` says which: old name on the left, new name on the right. Where a new name is also the name of another field, the
# renamed one wins.

@names %{
  "cust_id" => "customer_id",
  "ts" => "created_at",
  "amt" => "amount"
}

def transform(_action, record, _changes, _metadata) do
  {renamed, kept} = Map.split_with(record, fn {name, _value} -> is_map_key(@names, name) end)

  Enum.reduce(renamed, kept, fn {name, value}, record -> Map.put(record, @names[name], value) end)
end
