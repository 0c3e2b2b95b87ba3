# Identifiers replaced by UUIDs that cannot be read back, the same for the same identifier.
#
# Expects: any record; the fields of `@fields` hold texts or numbers.
# Returns: the record with a UUID of version 5 (SHA-1 of namespace and value) in place of each identifier. Empty fields stay
#          empty. Joins still work: what belongs together has the same kind, wherever it stands.
#
# `@fields` gives each field a kind, so that customer 7 and order 7 become different UUIDs. Take a `@namespace` of your own and
# keep it secret: whoever knows it can try all numbers and find the one that gives a UUID.

@namespace "5ba2c0f4-8d0e-4bb5-9f53-0f1c6a3f7b11"
@fields %{"id" => "order", "customer_id" => "customer", "email" => "customer_email"}

def transform(_action, record, _changes, _metadata) do
  Map.new(record, fn {name, value} -> {name, pseudonym(@fields[name], value)} end)
end

defp pseudonym(nil, value), do: value
defp pseudonym(_kind, nil), do: nil
defp pseudonym(kind, value), do: UUID.uuid5(@namespace, "#{kind}:#{value}")
