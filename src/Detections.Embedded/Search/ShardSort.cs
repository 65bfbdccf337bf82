using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;
using Detections.Embedded.Mapping.Dates;
using Detections.Embedded.Mapping.Types;
using Detections.Embedded.Search.Queries;

namespace Detections.Embedded.Search;

/// <summary>A sort key on one index: an SQL expression whose values compare the same way on every index.</summary>
internal sealed class ShardSort
{
    private static readonly byte[] AfterAllText = [0xFF];

    private readonly SortKey _key;
    private readonly Shard _shard;
    private readonly Field? _field;
    private readonly FieldType? _type;
    private readonly object? _missing;

    public ShardSort(SortKey key, Shard shard)
    {
        _key = key;
        _shard = shard;
        if (key.IsRowOrder)
        {
            return;
        }

        _field = shard.Field(key.Field);
        _type = _field?.Type ?? Unmapped(key, shard);
        if (!_type.Sortable)
        {
            throw Refused(
                $"[{key.Field}] is of type [{_type.Name}] and cannot be sorted by; use a keyword field instead"
            );
        }

        if (_field is { Searchable: false })
        {
            throw Refused(
                $"[{key.Field}] is stored only, neither indexed nor with doc values, and cannot be sorted by"
            );
        }

        try
        {
            if (key.Format is not null && _type is not DateType)
            {
                throw new FormatException($"[format] is not supported on a field of type [{_type.Name}]");
            }

            _ = key.Format is null ? null : DateFormat.Parse(key.Format);
            _missing = MissingTerm(_type);
        }
        catch (FormatException e)
        {
            throw Refused($"cannot sort on [{key.Field}]: {e.Message}");
        }
    }

    public bool Descending => _key.Descending;

    public void Write(SqlText sql)
    {
        if (_key.IsRowOrder)
        {
            sql.Append("d.row");
            return;
        }
        sql.Append("ifnull(");
        if (_field is not null && _shard.Fields.Find(_field.Name) is { } id)
        {
            sql.Append(
                    $"(SELECT {_key.Mode ?? (Descending ? "max" : "min")}(t.value) FROM terms t WHERE t.row = d.row AND t.field = "
                )
                .Append(id)
                .Append(")");
        }
        else
        {
            sql.Append("NULL");
        }
        sql.Append(", ").Bind(_missing!).Append(")");
    }

    /// <summary>A value of <c>search_after</c> in its comparable form.</summary>
    public object ReadAfter(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return _missing ?? throw ApiException.IllegalArgument($"search_after of [{_key.Field}] cannot be null");
        }

        if (_key.IsRowOrder)
        {
            return value.Integer("search_after");
        }

        try
        {
            return _type!.ToSortTerm(value);
        }
        catch (FormatException e)
        {
            throw ApiException.IllegalArgument(
                $"Failed to parse search_after value for field [{_key.Field}]: {e.Message}"
            );
        }
    }

    /// <summary>A sort value as a hit shows it; text that is missing shows as null.</summary>
    public JsonNode? Show(object term)
    {
        if (_key.IsRowOrder)
        {
            return JsonValue.Create((long)term);
        }

        if (IsText && term is not string)
        {
            return null;
        }

        var isStandIn = term is long.MaxValue or long.MinValue;
        return (isStandIn ? term : _type!.FromTerm(term, _key.Format)) switch
        {
            double number when double.IsInfinity(number) => JsonValue.Create(number > 0 ? "Infinity" : "-Infinity"),
            var shown => JsonValue.Create(shown),
        };
    }

    private bool IsText => _type is KeywordType or ConstantKeywordType or FlattenedType or IpType or UnsignedLongType;

    private object MissingTerm(FieldType type)
    {
        if (type is ConstantKeywordType { Constant: { } constant } && _field is not null)
        {
            return constant;
        }

        if (_key.MissingValue is { } missing)
        {
            return type.ToTerm(missing);
        }

        var highest = _key.MissingFirst == Descending;
        if (IsText)
        {
            return highest ? AfterAllText : long.MinValue;
        }

        if (type is RealNumberType)
        {
            return highest ? double.PositiveInfinity : double.NegativeInfinity;
        }

        return highest ? long.MaxValue : long.MinValue;
    }

    private ApiException Refused(string reason) => _shard.Index.Failure(400, "illegal_argument_exception", reason);

    private static FieldType Unmapped(SortKey key, Shard shard) =>
        key.UnmappedType is { } type
            ? FieldFactory.Create(key.Field, new JsonObject { ["type"] = type }).Type
            : throw shard.Index.Failure(
                400,
                "query_shard_exception",
                $"No mapping found for [{key.Field}] in order to sort on"
            );
}
