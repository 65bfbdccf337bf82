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
}
