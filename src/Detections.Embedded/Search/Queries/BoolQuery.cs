using System.Globalization;
using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search.Queries;

internal sealed class BoolQuery(List<Query> required, List<Query> should, List<Query> forbidden, int shouldMatch)
    : Query
{
    public static BoolQuery Read(JsonElement body, int depth)
    {
        body.Only("bool", "must", "filter", "should", "must_not", "minimum_should_match", "boost");
        QueryParser.RequireNoBoost(body, "bool");
        List<Query> required = [.. Clauses(body, "must", depth), .. Clauses(body, "filter", depth)];
        List<Query> should = [.. Clauses(body, "should", depth)];
        var shouldMatch = body.Get("minimum_should_match") is { } minimum
            ? Minimum(JsonText.Of(minimum), should.Count)
            : (should.Count > 0 && required.Count == 0 ? 1 : 0);
        return new BoolQuery(required, should, [.. Clauses(body, "must_not", depth)], shouldMatch);
    }

    public override void Write(SqlText sql, Shard shard)
    {
        List<Action> conditions = [];
        if (required.Count > 0)
        {
            conditions.Add(() => sql.Join(required, " AND ", query => query.Write(sql, shard)));
        }

        if (shouldMatch > should.Count)
        {
            conditions.Add(() => sql.Constant(false));
        }
        else if (shouldMatch == 1)
        {
            conditions.Add(() => sql.Join(should, " OR ", query => query.Write(sql, shard)));
        }
        else if (shouldMatch > 1)
        {
            conditions.Add(() => WriteCount(sql, shard));
        }

        if (forbidden.Count > 0)
        {
            conditions.Add(() =>
            {
                sql.Append("NOT (").Join(forbidden, " OR ", query => query.Write(sql, shard)).Append(")");
            });
        }
        if (conditions.Count == 0)
        {
            sql.Constant(true);
        }
        else
        {
            sql.Append("(").Join(conditions, " AND ", write => write()).Append(")");
        }
    }

    private void WriteCount(SqlText sql, Shard shard)
    {
        sql.Append("(")
            .Join(
                should,
                " + ",
                query =>
                {
                    sql.Append("(");
                    query.Write(sql, shard);
                    sql.Append(")");
                }
            );
        sql.Append(" >= ").Bind((long)shouldMatch).Append(")");
    }

    private static IEnumerable<Query> Clauses(JsonElement body, string name, int depth)
    {
        if (body.Get(name) is not { } clauses)
        {
            return [];
        }

        return clauses.ValueKind == JsonValueKind.Array
            ? clauses.EnumerateArray().Select(clause => QueryParser.Read(clause, depth + 1))
            : [QueryParser.Read(clauses, depth + 1)];
    }

    /// <summary>A count, or a share such as <c>75%</c>; negative means how many may be missing.</summary>
    private static int Minimum(string text, int clauses)
    {
        var isShare = text.EndsWith('%');
        if (
            !int.TryParse(
                isShare ? text[..^1] : text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            throw ApiException.Parsing($"[bool] minimum_should_match [{text}] is neither a number nor a percentage");
        }

        var count = isShare ? clauses * number / 100 : number;
        return Math.Max(count < 0 ? clauses + count : count, 0);
    }
}
