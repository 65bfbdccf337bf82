namespace Detections.Eql.Execution;

/// <summary>Where the text of a value lies (in the document or in the arena) and the index of the field's next value, or -1.</summary>
internal readonly record struct StoredValue(ValueKind Kind, bool IsInArena, int Start, int Length, int Next);
