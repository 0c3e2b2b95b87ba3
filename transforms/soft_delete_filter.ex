# Passes on living rows, and the one change that marks a row as deleted.
#
# Expects: rows that are marked as deleted and not removed: by a time, or by a flag.
# Returns: false for changes of rows that had been deleted before; true for all others, so that consumers learn of the deletion
#          itself once.
#
# `@markers` are the columns that mark a row. One that is nil, false or missing does not.

@markers ["deleted_at", "is_deleted"]

def filter(action, record, changes, _metadata) do
  not deleted?(record) or (action == "update" and not deleted?(Map.merge(record, changes || %{})))
end

defp deleted?(record), do: Enum.any?(@markers, fn marker -> record[marker] not in [nil, false] end)
