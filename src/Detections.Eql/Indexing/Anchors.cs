namespace Detections.Eql.Indexing;

/// <summary>The predicates of one field by which steps are found.</summary>
/// <param name="Field">The field.</param>
/// <param name="Wanted">The predicates as bits.</param>
/// <param name="Steps">By predicate, the steps whose condition is looked at if it holds.</param>
internal sealed record Anchors(FieldState Field, ulong[] Wanted, int[][] Steps);
