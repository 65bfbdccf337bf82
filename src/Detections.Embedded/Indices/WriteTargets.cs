using Detections.Embedded.Documents;
using Detections.Embedded.Http;
using Detections.Embedded.Security;

namespace Detections.Embedded.Indices;

/// <summary>Finds the one index that a write goes to, and makes it where there is none.</summary>
internal static class WriteTargets
{
    public static StoredIndex WriteTarget(
        this Catalog catalog,
        Caller caller,
        string name,
        WriteCondition condition,
        bool requireAlias
    )
    {
        if (requireAlias && !catalog.IndicesOf(name).Any())
        {
            throw new ApiException(
                404,
                "index_not_found_exception",
                $"no such index [{name}]: [require_alias] is set and [{name}] is not an alias"
            );
        }
        if (catalog.Indices.TryGetValue(name, out var index))
        {
            return index.DataStream is null || condition.IfSeqNo is not null ? index : throw NotReplacing(index);
        }

        if (catalog.DataStreams.TryGetValue(name, out var stream))
        {
            return condition.MustBeNew ? catalog.Indices[stream.WriteIndex] : throw OnlyCreate(name);
        }

        return catalog.WriteIndexOfAlias(name) ?? catalog.AutoCreate(caller, name, condition.MustBeNew);
    }

    /// <summary>The one index that a get, a delete of a document or an update means.</summary>
    public static StoredIndex SingleIndex(this Catalog catalog, string name)
    {
        if (catalog.Indices.TryGetValue(name, out var index))
        {
            return index;
        }

        if (catalog.DataStreams.ContainsKey(name))
        {
            throw ApiException.IllegalArgument($"[{name}] is a data stream; name one of its backing indices instead");
        }
        var indices = catalog.IndicesOf(name).ToArray();
        return indices.Length switch
        {
            1 => indices[0],
            0 => throw ApiException.NoSuchIndex(name),
            _ => throw ApiException.IllegalArgument(
                $"alias [{name}] stands for several indices [{string.Join(", ", indices.Select(one => one.Name))}]; this request needs a single one"
            ),
        };
    }

    public static StoredIndex? WriteIndexOfAlias(this Catalog catalog, string alias)
    {
        var indices = catalog.IndicesOf(alias).ToArray();
        if (indices.Length == 0)
        {
            return null;
        }

        if (indices.FirstOrDefault(index => index.Aliases[alias].IsWriteIndex == true) is { } chosen)
        {
            return chosen;
        }

        return indices is [var only] && only.Aliases[alias].IsWriteIndex != false
            ? only
            : throw ApiException.IllegalArgument(
                $"no write index is defined for alias [{alias}]: mark one of its indices with [is_write_index]"
            );
    }

    private static StoredIndex AutoCreate(this Catalog catalog, Caller caller, string name, bool isCreate)
    {
        caller.RequireIndices("indices:admin/auto_create", name);
        if (catalog.TemplateFor(name) is not { IsForDataStreams: true })
        {
            return catalog.CreateIndex(name, []);
        }

        return isCreate ? catalog.Indices[catalog.CreateDataStream(name).WriteIndex] : throw OnlyCreate(name);
    }

    private static ApiException OnlyCreate(string stream) =>
        ApiException.IllegalArgument(
            $"a document can only be added to the data stream [{stream}], with the operation [create]; to replace one, name its backing index and give [if_seq_no] and [if_primary_term]"
        );

    private static ApiException NotReplacing(StoredIndex index) =>
        ApiException.IllegalArgument(
            $"[{index.Name}] backs the data stream [{index.DataStream}]: create documents through the stream; here one can only be replaced, with the operation [index], [if_seq_no] and [if_primary_term]"
        );
}
