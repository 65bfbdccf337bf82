using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;
using Detections.Embedded.Mapping.Dates;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Search.Queries;

internal sealed class RangeQuery(string field, RangeQuery.Bound? low, RangeQuery.Bound? high, DateFormat? format)
    : Query
{
    /// <summary>A bound; <paramref name="RoundUp"/> says which end of a rounded date it means.</summary>
    internal sealed record Bound(JsonElement Value, string Operator, bool RoundUp);

    public static RangeQuery Read(JsonElement body)
    {
        var only = OnlyField("range", body);
        var options = only.Value.Only("range", "gt", "gte", "lt", "lte", "format", "boost");
        QueryParser.RequireNoBoost(options, "range");
        return new RangeQuery(
            only.Name,
            Either(options, ("gt", new(default, " > ", RoundUp: true)), ("gte", new(default, " >= ", RoundUp: false))),
            Either(options, ("lt", new(default, " < ", RoundUp: false)), ("lte", new(default, " <= ", RoundUp: true))),
            options.Get("format") is { } text ? Format(text.Text("format")) : null
        );
    }

    public override void Write(SqlText sql, Shard shard)
    {
        var target = shard.Field(field);
        if (target is null)
        {
            sql.Constant(false);
            return;
        }
        if (target.Type is ConstantKeywordType)
        {
            throw shard.Index.Failure(
                400,
                "query_shard_exception",
                $"failed to create query: Field [{field}] of type [constant_keyword] does not support range queries"
            );
        }
        var bounds = new[] { low, high }
            .OfType<Bound>()
            .Select(bound => (bound, Term: Term(shard, target, bound)))
            .ToArray();
        AnyTerm(
            sql,
            shard,
            target,
            () =>
            {
                if (bounds.Length == 0)
                {
                    sql.Constant(true);
                }
                else
                {
                    sql.Join(bounds, " AND ", one => sql.Append("t.value").Append(one.bound.Operator).Bind(one.Term));
                }
            }
        );
    }

    private object Term(Shard shard, Field target, Bound bound) =>
        Convert(
            shard,
            () => target.Type.RangeBound(bound.Value, new RangeBoundContext(format, bound.RoundUp, shard.Now))
        );

    private static Bound? Either(JsonElement options, (string Name, Bound Bound) one, (string Name, Bound Bound) other)
    {
        var (first, second) = (options.Get(one.Name), options.Get(other.Name));
        if (first is not null && second is not null)
        {
            throw ApiException.IllegalArgument($"[range] cannot have both [{one.Name}] and [{other.Name}]");
        }

        return first is { } value ? one.Bound with { Value = value }
            : second is { } otherValue ? other.Bound with { Value = otherValue }
            : null;
    }

    private static DateFormat Format(string text)
    {
        try
        {
            return DateFormat.Parse(text);
        }
        catch (FormatException e)
        {
            throw ApiException.IllegalArgument(e.Message);
        }
    }
}
