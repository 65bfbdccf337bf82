namespace Detections.Eql.Compilation;

/// <summary>Which types of Elasticsearch compare in which way, and which cannot be asked at all.</summary>
internal static class FieldKinds
{
    public static FieldKind Of(FieldType? type) =>
        type?.Name switch
        {
            "keyword" or "constant_keyword" or "wildcard" or "text" or "match_only_text" or "flattened" =>
                FieldKind.Text,
            "long" or "integer" or "short" or "byte" or "unsigned_long" => FieldKind.Number,
            "double" or "float" or "half_float" or "scaled_float" => FieldKind.Number,
            "boolean" => FieldKind.Boolean,
            "ip" => FieldKind.Address,
            "date" => FieldKind.Date,
            "date_nanos" => FieldKind.DateNanos,
            "version" => FieldKind.Version,
            _ => FieldKind.Unknown,
        };

    public static StaticType TypeOf(FieldKind kind) =>
        kind switch
        {
            FieldKind.Text => StaticType.Text,
            FieldKind.Number => StaticType.Number,
            FieldKind.Boolean => StaticType.Boolean,
            FieldKind.Address => StaticType.Address,
            FieldKind.Date or FieldKind.DateNanos => StaticType.Date,
            FieldKind.Version => StaticType.Version,
            _ => StaticType.Unknown,
        };
}
