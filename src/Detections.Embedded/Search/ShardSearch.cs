using Detections.Embedded.Search.Queries;
using Detections.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Detections.Embedded.Search;

/// <summary>The SQL of a search on one index.</summary>
internal sealed class ShardSearch(Database database, Shard shard, SearchRequest request)
{
    private readonly ShardSort[] _sorts = [.. request.Sort.Select(key => new ShardSort(key, shard))];

    public IReadOnlyList<ShardSort> Sorts => _sorts;

    public List<SearchHit> Hits(long limit)
    {
        var sql = new SqlText().Append("SELECT d.row, d.id, d.version, d.term");
        for (var i = 0; i < _sorts.Length; i++)
        {
            sql.Append(", ");
            _sorts[i].Write(sql);
            sql.Append($" AS k{i}");
        }
        var (first, end) = RowsAfter();
        WriteVisible(sql, first, end);
        if (!StartsWithRow)
        {
            WriteAfter(sql);
        }

        sql.Append(" ORDER BY ");
        for (var i = 0; i < _sorts.Length && !request.Sort[i].IsRowOrder; i++)
        {
            sql.Append($"k{i}{(_sorts[i].Descending ? " DESC" : "")}, ");
        }

        sql.Append(RowsDescend ? "d.row DESC" : "d.row").Append(" LIMIT ").Bind(limit);
        return database.ReadOnce(sql.Finish(), sql.Values, ReadHit);
    }

    public long Count(long limit)
    {
        var sql = new SqlText().Append("SELECT count(*) FROM (SELECT 1");
        WriteVisible(sql, FirstRow, EndRow);
        sql.Append(" LIMIT ").Bind(limit).Append(")");
        return database.ReadOnce(sql.Finish(), sql.Values, reader => reader.GetInt64(0))[0];
    }

    private bool RowsDescend => request.Sort.FirstOrDefault(key => key.IsRowOrder)?.Descending ?? false;

    private bool StartsWithRow => request.Sort is [{ IsRowOrder: true }, ..];

    private long FirstRow => DocumentStore.FirstRow(shard.Index.Number);

    private long EndRow => DocumentStore.EndRow(shard.Index.Number);

    /// <summary>In row order a page begins where the last one ended, and costs the same wherever that is.</summary>
    private (long First, long End) RowsAfter()
    {
        if (!StartsWithRow || request.SearchAfter is not [var position, ..])
        {
            return (FirstRow, EndRow);
        }

        var row = (long)_sorts[0].ReadAfter(position);
        return _sorts[0].Descending
            ? (FirstRow, Math.Min(EndRow, row))
            : (Math.Max(FirstRow, Math.Min(row, EndRow) + 1), EndRow);
    }

    private void WriteVisible(SqlText sql, long first, long end)
    {
        sql.Append(" FROM documents d WHERE d.row >= ")
            .Bind(first)
            .Append(" AND d.row < ")
            .Bind(end)
            .Append(" AND d.born <= ")
            .Bind(shard.Generation)
            .Append(" AND (d.died IS NULL OR d.died > ")
            .Bind(shard.Generation)
            .Append(") AND ");
        request.Query.Write(sql, shard);
    }

    /// <summary>After the given position: a greater first key, or the same one and a greater second key, and so on.</summary>
    private void WriteAfter(SqlText sql)
    {
        if (request.SearchAfter is not { } after)
        {
            return;
        }

        sql.Append(" AND (");
        for (var i = 0; i < after.Count; i++)
        {
            var value = _sorts[i].ReadAfter(after[i]);
            var key = request.Sort[i].IsRowOrder ? "d.row" : $"k{i}";
            sql.Append(key).Append(_sorts[i].Descending ? " < " : " > ").Bind(value);
            if (i + 1 < after.Count)
            {
                sql.Append(" OR (").Append(key).Append(" = ").Bind(value).Append(" AND (");
            }
        }
        sql.Append(new string(')', (2 * after.Count) - 1));
    }

    private SearchHit ReadHit(SqliteDataReader reader)
    {
        var document = new DocumentRow(reader.GetInt64(0), reader.GetInt64(2), reader.GetInt64(3));
        var terms = new object[_sorts.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = reader.GetValue(4 + i);
        }

        return new SearchHit(shard.Index, reader.GetString(1), document, terms);
    }
}
