namespace Detections.Eql.Execution;

/// <summary>One value of a field: its JSON type and its text as valid UTF-8 without quotes and escapes.</summary>
internal readonly ref struct EventValue(ReadOnlySpan<byte> text, ValueKind kind)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public ValueKind Kind { get; } = kind;
}
