namespace Detections.Eql;

/// <summary>What a mapping says of one field.</summary>
/// <param name="Name">The type as Elasticsearch names it, for example <c>keyword</c>.</param>
public sealed record FieldType(string Name)
{
    /// <summary>
    /// For a <c>text</c> field, the sub-field that compares exactly, through which it is asked; null if there is none.
    /// </summary>
    public string? ExactField { get; init; }

    /// <summary>Whether a keyword is changed before it is compared, so that it does not compare exactly.</summary>
    public bool HasNormalizer { get; init; }

    /// <summary>The field that an alias stands for.</summary>
    public string? AliasOf { get; init; }

    /// <summary>The field whose text a sub-field (<c>name.keyword</c>) indexes once more.</summary>
    public string? SubFieldOf { get; init; }

    /// <summary>The parent of type <c>nested</c> that the field lies in.</summary>
    public string? NestedIn { get; init; }

    /// <summary>The format of a date, where the mapping gives one.</summary>
    public string? Format { get; init; }

    /// <summary>The value that an explicit null stands for.</summary>
    public string? NullValue { get; init; }

    /// <summary>Another type that the same field has in another index.</summary>
    public string? ConflictsWith { get; init; }
}
