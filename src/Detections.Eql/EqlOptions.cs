namespace Detections.Eql;

/// <summary>How a query is to be understood where its text alone does not say.</summary>
public sealed record EqlOptions
{
    /// <summary>The defaults of Elasticsearch.</summary>
    public static EqlOptions Default { get; } = new();

    /// <summary>
    /// The field that <c>process where …</c> compares with <c>"process"</c>: exactly, letter case included, and true if any of its
    /// values is equal. The default is that of the <c>event_category_field</c> parameter of Elasticsearch's EQL search.
    /// </summary>
    public string EventCategoryField { get; init; } = "event.category";

    /// <summary>The field that orders events, a date; by default <c>@timestamp</c>.</summary>
    public string TimestampField { get; init; } = "@timestamp";

    /// <summary>The field that orders events of the same time, ascending, those without it first; by default there is none.</summary>
    public string? TiebreakerField { get; init; }

    /// <summary>The types of the fields, which decide how values compare; by default those of the Elastic Common Schema.</summary>
    public FieldTypes Types { get; init; } = FieldTypes.Ecs;

    /// <summary>
    /// Whether a field that <see cref="Types"/> does not have is an error, as in Elasticsearch. By default it is one of
    /// <see cref="EqlQuery.Warnings"/>, and the field a missing value.
    /// </summary>
    public bool RejectsUnknownFields { get; init; }
}
