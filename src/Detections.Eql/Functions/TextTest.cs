namespace Detections.Eql.Functions;

/// <summary>Judges the UTF-8 text of a field's value.</summary>
internal delegate bool TextTest(ReadOnlySpan<byte> text);
