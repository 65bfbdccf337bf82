namespace Detections.Embedded.Mapping;

/// <summary>One comparable value of one field of a document: text, a whole number or a real number.</summary>
internal readonly record struct Term(string Field, object Value);
