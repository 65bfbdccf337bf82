namespace Detections.Embedded.Search.Queries;

/// <summary>A condition on <c>_index</c>: the index itself or an alias of it.</summary>
internal sealed class IndexNameQuery(string pattern) : Query
{
    public override void Write(SqlText sql, Shard shard) =>
        sql.Constant(Glob.Matches(pattern, shard.Index.Name) || shard.Index.Aliases.ContainsKey(pattern));
}
