namespace Detections.Eql;

/// <summary>The bounds of a range as they are written; null where there is none.</summary>
public sealed record FieldRange
{
    /// <summary>What the value is greater than; of a date that leaves something open, its end.</summary>
    public string? Greater { get; init; }

    /// <summary>What the value is at least.</summary>
    public string? GreaterOrEqual { get; init; }

    /// <summary>What the value is less than.</summary>
    public string? Less { get; init; }

    /// <summary>What the value is at most; of a date that leaves something open, its end.</summary>
    public string? LessOrEqual { get; init; }

    /// <summary>How the bounds of a date are written, where it is not as the field's are.</summary>
    public string? Format { get; init; }
}
