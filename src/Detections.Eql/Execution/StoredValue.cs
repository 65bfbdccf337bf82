namespace Detections.Eql.Execution;

/// <summary>
/// Where the text of a value lies (in the document or in the arena), whether it still holds escapes, which are resolved when somebody asks
/// for it, and the index of the field's next value, or -1.
/// </summary>
internal readonly record struct StoredValue(
    ValueKind Kind,
    bool IsInArena,
    bool IsEscaped,
    int Start,
    int Length,
    int Next
);
